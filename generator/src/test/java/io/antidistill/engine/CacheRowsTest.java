package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.derivative.FiniteDifference;
import io.antidistill.derivative.ForwardMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of sequences, and the way back, on real decoders. */
class CacheRowsTest extends GoldenPair {
    private static final int CONTEXT = 32;
    private static final int[] PROMPT = {3, 14, 15, 92, 65, 35, 89, 79, 32};
    private static final Offset<Float> ROUNDING = Offset.offset(2e-4f);

    private static CacheRows rows(String model) {
        return new CacheRows(
                switch (model) {
                    case "teacher" -> new TeacherRows(teacher.decoder(), 3, CONTEXT);
                    case "forward" -> new ScoreRows(List.of(ForwardMode.of(runtime, proxy, direction)), 3, CONTEXT);
                    default -> new ScoreRows(List.of(FiniteDifference.of(runtime, proxy, direction, 1e-2)), 3, CONTEXT);
                },
                3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"teacher", "forward", "difference"})
    void aPromptReadInPartsSaysWhatOneReadAtOnceSays(String model) {
        try (CacheRows rows = rows(model)) {
            Slot inParts = join(rows);
            Slot atOnce = join(rows);
            for (int part : new int[] {4, 1}) {
                inParts.tokens().open(part);
                rows.readOn(0, 1, null);
            }
            assertThat(rows.firstNewcomer()).isZero();
            inParts.tokens().open(PROMPT.length - 5);
            atOnce.tokens().open(PROMPT.length);
            float[] said = rows.readOn(0, 2, null);
            assertThat(half(said, 0)).containsExactly(half(said, 1), ROUNDING);
            assertThat(rows.firstNewcomer()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"teacher", "forward", "difference"})
    void rolledBackAndFedAgainSaysWhatNeverFedSays(String model) {
        try (CacheRows rows = rows(model)) {
            Slot back = join(rows);
            Slot straight = join(rows);
            List.of(back, straight).forEach(slot -> slot.tokens().open(PROMPT.length));
            rows.readOn(0, 2, null);
            append(back, 50, 60, 70, 80);
            rows.readOn(0, 1, null);
            rows.rollBack(0, PROMPT.length + 1);
            back.tokens().cut(1);
            append(back, 51, 61);
            append(straight, 50, 51, 61);
            float[] said = rows.readOn(0, 2, null);
            assertThat(half(said, 0)).containsExactly(half(said, 1), ROUNDING);
        }
    }

    @Test
    void rollsBackNeitherIntoThePromptNorForward() {
        try (CacheRows rows = rows("teacher")) {
            Slot slot = join(rows);
            slot.tokens().open(PROMPT.length);
            rows.readOn(0, 1, null);
            assertThatThrownBy(() -> rows.rollBack(0, PROMPT.length - 1)).hasMessageContaining("has read 9 tokens");
            assertThatThrownBy(() -> rows.rollBack(0, PROMPT.length + 1)).hasMessageContaining("has read 9 tokens");
        }
    }

    @Test
    void aRunningRowThatLeavesKeepsTheNewcomersInTheirOrder() {
        try (CacheRows rows = rows("teacher")) {
            Slot running = join(rows);
            Slot half = join(rows);
            Slot fresh = join(rows);
            running.tokens().open(PROMPT.length);
            half.tokens().open(4);
            rows.readOn(0, 2, null);
            rows.leave(running);
            assertThat(rows.slots(0, rows.size())).containsExactly(half, fresh);
            List.of(half, fresh)
                    .forEach(slot -> slot.tokens().open(slot.tokens().closed()));
            float[] said = rows.readOn(0, 2, null);
            assertThat(half(said, 0)).containsExactly(half(said, 1), ROUNDING);
        }
    }

    @Test
    void aRowThatIsLeftInTheMiddleOfItsPromptIsCleared() {
        List<Integer> cleared = new ArrayList<>();
        RowModel noting = new RowModel() {
            @Override
            public float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
                return new float[tokens.length];
            }

            @Override
            public void moveRow(int from, int to) {}

            @Override
            public void clearRow(int row) {
                cleared.add(row);
            }

            @Override
            public void close() {}
        };
        try (CacheRows rows = new CacheRows(noting, 3)) {
            Slot whole = join(rows);
            Slot half = join(rows);
            Slot fresh = join(rows);
            whole.tokens().open(PROMPT.length);
            half.tokens().open(4);
            rows.readOn(0, 2, null);
            List.of(fresh, half, whole).forEach(rows::leave);
        }
        assertThat(cleared).containsExactly(1);
    }

    private static Slot join(CacheRows rows) {
        Ticket ticket =
                new Ticket(Requests.request(0, 20, PROMPT), new Recorder(), new RequestQueue(1), new EngineListeners());
        Slot slot = new Slot(ticket, CONTEXT, null);
        rows.join(slot);
        return slot;
    }

    private static void append(Slot slot, int... tokens) {
        for (int token : tokens) {
            slot.tokens().append(token);
        }
    }

    private static float[] half(float[] said, int which) {
        int half = said.length / 2;
        return Arrays.copyOfRange(said, which * half, (which + 1) * half);
    }
}
