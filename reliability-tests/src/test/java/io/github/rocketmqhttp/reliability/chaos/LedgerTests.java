package io.github.rocketmqhttp.reliability.chaos;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionSystemException;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerTests {

	private static final long SEED = 1;

	private static final int ORDER = first(
			(script) -> script.shape() == Shape.EARLY && script.ending() == Ending.RETURNS && !script.caller());

	private static final MessageName MESSAGE = new MessageName(ORDER, "early");

	private static final String DOUBTFUL = TransactionSystemException.class.getName();

	@Test
	void aCommittedOrderWithoutItsMessageIsLost() {
		Ledger ledger = ledger(DOUBTFUL, Set.of(ORDER), Map.of());
		assertThat(ledger.lost()).containsExactly(MESSAGE);
		assertThat(ledger.undue()).isEmpty();
	}

	@Test
	void aMessageWithoutItsOrderIsUndue() {
		Ledger ledger = ledger(DOUBTFUL, Set.of(), Map.of(MESSAGE, Set.of("A")));
		assertThat(ledger.undue()).containsExactly(MESSAGE);
		assertThat(ledger.lost()).isEmpty();
	}

	@Test
	void oneOfTwoMessagesIsNotEnough() {
		int order = first((script) -> script.shape() == Shape.BOTH && script.ending() == Ending.RETURNS);
		Ledger ledger = new Ledger(SEED, Map.of(), Set.of(order),
				Map.of(new MessageName(order, "before"), Set.of("A")));
		assertThat(ledger.lost()).containsExactly(new MessageName(order, "after"));
	}

	@Test
	void aMethodThatThrowsACheckedExceptionCommitsUnlessItsMessageIsMadeWhenItReturns() {
		String thrown = CheckedBusinessException.class.getName();
		for (Shape shape : Shape.values()) {
			int order = first((script) -> script.shape() == shape && script.ending() == Ending.CHECKED_EXCEPTION);
			assertThat(Outcome.of(Script.of(SEED, order), thrown)).isEqualTo(
					(shape == Shape.EARLY || shape == Shape.TWO_EARLY) ? Outcome.COMMITTED : Outcome.NOT_COMMITTED);
		}
	}

	@Test
	void twoMessagesUnderOneNameAreDuplicates() {
		Ledger ledger = ledger(DOUBTFUL, Set.of(ORDER), Map.of(MESSAGE, Set.of("A", "B")));
		assertThat(ledger.duplicates()).containsOnlyKeys(MESSAGE);
	}

	@Test
	void aCallerIsToldWrongly() {
		assertThat(ledger(Outcome.RETURNED, Set.of(), Map.of()).wronglyTold()).containsOnlyKeys(ORDER);
		assertThat(ledger(TransactionFencedException.class.getName(), Set.of(ORDER), Map.of()).wronglyTold())
			.containsOnlyKeys(ORDER);
	}

	@Test
	void aCallerWithoutCertaintyIsNeverToldWrongly() {
		assertThat(ledger(DOUBTFUL, Set.of(), Map.of()).wronglyTold()).isEmpty();
		assertThat(ledger(Outcome.DIED, Set.of(ORDER), Map.of()).wronglyTold()).isEmpty();
	}

	@Test
	void aFailureOfPhaseTwoMustNotReachTheCaller() {
		assertThat(ledger(AcknowledgeException.class.getName(), Set.of(ORDER), Map.of()).forbidden())
			.containsOnlyKeys(ORDER);
	}

	private static Ledger ledger(String end, Set<Integer> orders, Map<MessageName, Set<String>> deliveries) {
		return new Ledger(SEED, Map.of(ORDER, end), orders, deliveries);
	}

	private static int first(Predicate<Script> predicate) {
		return IntStream.iterate(1, (number) -> number + 1)
			.filter((number) -> predicate.test(Script.of(SEED, number)))
			.findFirst()
			.orElseThrow();
	}

}
