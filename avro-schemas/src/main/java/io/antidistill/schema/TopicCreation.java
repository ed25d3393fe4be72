package io.antidistill.schema;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics that may exist already. */
final class TopicCreation {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 50;

    private final Admin admin;

    private TopicCreation(Admin admin) {
        this.admin = admin;
    }

    static TopicCreation of(Admin admin) {
        return new TopicCreation(admin);
    }

    void create(List<NewTopic> wanted) {
        admin.createTopics(wanted).values().forEach((name, created) -> requireCreated(name, created));
        awaitListed(wanted.stream().map(NewTopic::name).toList());
    }

    private static void requireCreated(String name, KafkaFuture<Void> created) {
        try {
            created.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException(
                        "cannot create topic " + name + ": " + e.getCause().getMessage()
                                + "; check the broker's address, its access rules, and that there are as many brokers"
                                + " as copies are asked for",
                        e.getCause());
            }
        }
    }

    /** The controller creates topics; a broker hears of it a moment later, and until then denies that they exist. */
    private void awaitListed(List<String> names) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (!admin.listTopics().names().get().containsAll(names)) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException(
                            "the broker does not list the topics that were created " + LONGEST_WAIT.toSeconds()
                                    + " s ago; check that its controller and it are connected, and its access rules");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "cannot list the topics: " + e.getCause().getMessage() + "; check the broker", e.getCause());
        }
    }
}
