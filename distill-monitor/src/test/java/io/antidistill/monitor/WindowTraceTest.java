package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.TraceAudit;
import org.junit.jupiter.api.Test;

class WindowTraceTest {
    @Test
    void aShadowedTraceCountsAsThePlainOneThatCustomersGot() {
        TraceAudit audit = Records.audit("p1", "standard", 4, null);
        audit.setMode(ProtectionMode.SHADOW);
        WindowTrace shadowed = WindowTrace.of(Records.trace("p1", "q", "a", Records.START), audit);
        assertThat(shadowed.lambda()).isZero();
        assertThat(shadowed.klMean()).isZero();
        assertThat(shadowed.changedTokens()).isZero();
    }

    @Test
    void aProtectedTraceCountsWithWhatTheTiltDid() {
        TraceAudit audit = Records.audit("p1", "standard", 4, null);
        WindowTrace trace = WindowTrace.of(Records.trace("p1", "q", "a", Records.START), audit);
        assertThat(trace.lambda()).isEqualTo(4);
        assertThat(trace.klMean()).isEqualTo(audit.getKlMean());
        assertThat(trace.changedTokens()).isEqualTo(audit.getChangedTokens());
    }
}
