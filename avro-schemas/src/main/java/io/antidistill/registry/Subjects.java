package io.antidistill.registry;

/** Confluent's TopicNameStrategy: a topic's keys and its values have a subject each. */
final class Subjects {
    private Subjects() {}

    static String of(String topic, boolean isKey) {
        return topic + (isKey ? "-key" : "-value");
    }
}
