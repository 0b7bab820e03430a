package io.daxcheck.stack.pages;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void theLastStepMayBeSpentAndNoneAfterIt() {
        Budget budget = new Budget(5);
        budget.spend(2);
        assertThatCode(() -> budget.spend(3)).doesNotThrowAnyException();
        assertThatCode(() -> budget.spend(0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> budget.spend(1)).isInstanceOf(PageModel.TooComplex.class);
    }

    @Test
    void manyStepsAtOnceCountAsMany() {
        assertThatThrownBy(() -> new Budget(5).spend(6)).isInstanceOf(PageModel.TooComplex.class);
    }
}
