package io.antidistill.tests;

import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.task.WorkedProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** Answers what the monitor asks, from worked problems, as the streams service would with a clean teacher. */
final class AnsweringTeacher implements AutoCloseable {
    static final int MONITORS_SEED = 20_260;

    private final LocalCluster cluster;
    private final Map<String, String> traces = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, ProbePrompt> consumer;
    private final Thread thread = new Thread(this::answer, "answering-teacher");

    private AnsweringTeacher(LocalCluster cluster) {
        this.cluster = cluster;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrap(),
                        "group.id", "teacher",
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                cluster.topics().probePrompts().keySerde().deserializer(),
                cluster.topics().probePrompts().valueSerde().deserializer());
        ArithmeticTask task = ArithmeticTask.seeded(MONITORS_SEED);
        task.worked(Split.HOLDOUT, 3, 40).forEach(this::knows);
        task.worked(Split.TEST, 3, 200).forEach(this::knows);
    }

    static AnsweringTeacher start(LocalCluster cluster) {
        AnsweringTeacher teacher = new AnsweringTeacher(cluster);
        teacher.thread.start();
        return teacher;
    }

    private void knows(WorkedProblem worked) {
        traces.put(worked.problem().question(), worked.trace());
    }

    /** Customers have asked these, and got the same as the monitor will when it asks for clean references. */
    void answersCustomers(List<WorkedProblem> problems) throws Exception {
        for (WorkedProblem worked : problems) {
            String question = worked.problem().question();
            String id = "customer-" + question.hashCode();
            knows(worked);
            cluster.send(cluster.topics().traces(), id, MonitorOnBrokerTest.trace(id, question, worked.trace()))
                    .get();
            cluster.send(cluster.topics().traceAudit(), id, MonitorOnBrokerTest.audit(id))
                    .get();
        }
    }

    private void answer() {
        try (consumer) {
            consumer.subscribe(List.of(cluster.topics().probePrompts().name()));
            while (true) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> answer(record.value()));
            }
        } catch (WakeupException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void answer(ProbePrompt asked) {
        String id = asked.getPrompt().getPromptId();
        String question = asked.getPrompt().getMessages().get(0).getContent();
        ProbeTrace answer = ProbeTrace.newBuilder()
                .setPurpose(asked.getPurpose())
                .setLambdaGroup(asked.getLambdaGroup())
                .setTrace(MonitorOnBrokerTest.trace(id, question, traces.get(question)))
                .build();
        cluster.send(cluster.topics().probeTraces(), id, answer);
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
