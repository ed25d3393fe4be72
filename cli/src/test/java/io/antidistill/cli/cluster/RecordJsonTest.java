package io.antidistill.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    @Test
    void writesFieldsWithoutUnionWrappers() {
        PromptEvent prompt = PromptEvent.newBuilder()
                .setPromptId("p")
                .setTenant("t")
                .setClient("c")
                .setContext("x")
                .setMessages(List.of(new Message("user", "\"hi\"")))
                .setMaxNewTokens(5)
                .setSubmittedAt(Instant.ofEpochMilli(1500))
                .build();
        assertThat(RecordJson.of(prompt))
                .hasToString(
                        "{\"promptId\":\"p\",\"tenant\":\"t\",\"client\":\"c\",\"context\":\"x\",\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"\\\"hi\\\"\"}],\"maxNewTokens\":5,\"submittedAt\":\"1970-01-01T00:00:01.500Z\"}");
    }

    @Test
    void keepsNumbersAndNulls() {
        LambdaCommand command = LambdaCommand.newBuilder()
                .setLambdaGroup("g")
                .setLambda(0.25)
                .setReason("r")
                .setIssuedBy("me")
                .setIssuedAt(Instant.EPOCH)
                .build();
        assertThat(RecordJson.of(command).get("lambda").doubleValue()).isEqualTo(0.25);
        assertThat(RecordJson.of(command).get("reportId").isNull()).isTrue();
    }
}
