package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.task.WorkedProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonsTest {
    @Test
    void whatTheSharesLeaveIsDrills() {
        List<WorkedProblem> problems = new Lessons(0.5, 0.25, 0.25).problems(1, 100);
        assertThat(problems).hasSize(100);
        assertThat(problems)
                .filteredOn(worked -> !worked.trace().contains("boxed"))
                .hasSize(50);
    }

    @Test
    void sharesThatLeaveNothingButRoundingGiveNoDrill() {
        List<WorkedProblem> problems = new Lessons(1, 0.3, 0.7).problems(1, 64);
        assertThat(problems).hasSize(64).allMatch(worked -> worked.trace().contains("boxed"));
    }
}
