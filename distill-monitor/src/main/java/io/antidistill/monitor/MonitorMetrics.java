package io.antidistill.monitor;

import io.antidistill.schema.ProbeReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The latest report of each lambda group as gauges, tagged {@code group}. A figure that a report does not have is NaN.
 * Thread-safe.
 */
public final class MonitorMetrics {
    private final MeterRegistry registry;
    private final Map<String, ProbeReport> latest = new ConcurrentHashMap<>();

    /** @param registry stays the caller's */
    public MonitorMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows this report from now on, in place of the group's last. */
    public void reported(ProbeReport report) {
        if (latest.put(report.getLambdaGroup(), report) == null) {
            register(report.getLambdaGroup());
        }
    }

    /** Counts a lambda that was not as commanded. */
    void fault(String group) {
        registry.counter("antidistill.monitor.lambda.faults", "group", group).increment();
    }

    private void register(String group) {
        gauge(group, "round", "Rounds reported so far", ProbeReport::getRound);
        gauge(group, "distillability", "Share that the worst attack has learned", ProbeReport::getDistillability);
        gauge(group, "distillability.low", "Lower end of its interval", ProbeReport::getDistillabilityLow);
        gauge(group, "distillability.high", "Upper end of its interval", ProbeReport::getDistillabilityHigh);
        gauge(group, "target", "Distillability that is steered to", ProbeReport::getTarget);
        gauge(group, "lambda", "Lambda that the last round commanded", ProbeReport::getLambdaAfter);
        gauge(group, "utility", "Share of canaries answered rightly", ProbeReport::getUtility);
        gauge(group, "utility.forced", "The same where results were asked for", ProbeReport::getUtilityForced);
        gauge(group, "utility.floor", "Utility below which lambda goes down", ProbeReport::getUtilityFloor);
        gauge(group, "left.out", "Traces that answer prompts of the exam", ProbeReport::getLeftOut);
    }

    private void gauge(String group, String name, String description, Function<ProbeReport, Number> figure) {
        Gauge.builder("antidistill.monitor." + name, latest, all -> number(figure.apply(all.get(group))))
                .tag("group", group)
                .description(description)
                .register(registry);
    }

    private static double number(Number figure) {
        return figure == null ? Double.NaN : figure.doubleValue();
    }
}
