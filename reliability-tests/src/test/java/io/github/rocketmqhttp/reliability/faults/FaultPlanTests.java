package io.github.rocketmqhttp.reliability.faults;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FaultPlanTests {

	private static final Set<HttpFault> ALL = EnumSet.allOf(HttpFault.class);

	private static final FaultPlan<HttpFault> PLAN = new FaultPlan<>(HttpFault.class, 42,
			Map.of(HttpFault.DELAY, 100, HttpFault.DROP_AFTER_SEND, 50));

	@Test
	void aPlanIsReadBackFromItsText() {
		assertThat(PLAN).hasToString("seed=42 DROP_AFTER_SEND=50 DELAY=100");
		assertThat(FaultPlan.parse(HttpFault.class, PLAN.toString())).isEqualTo(PLAN);
	}

	@Test
	void aTextThatIsNoPlanIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.parse(HttpFault.class, "DELAY=10"))
			.withMessageContaining("no seed");
		assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.parse(HttpFault.class, "seed=1 DELAY"));
		assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.parse(HttpFault.class, "seed=1 RAIN=10"));
	}

	@Test
	void weightsThatDoNotFitAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FaultPlan<>(HttpFault.class, 1, Map.of(HttpFault.DELAY, 1001)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FaultPlan<>(HttpFault.class, 1, Map.of(HttpFault.DELAY, -1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FaultPlan<>(HttpFault.class, 1, Map.of(HttpFault.NONE, 1)));
	}

	@Test
	void theSameSeedDrawsTheSameFaultsAndAnotherOneOthers() {
		List<HttpFault> drawn = draw(draws(PLAN), HttpOperation.COMMIT, 500);
		assertThat(draw(draws(PLAN), HttpOperation.COMMIT, 500)).isEqualTo(drawn);
		assertThat(draw(draws(PLAN.withSeed(43)), HttpOperation.COMMIT, 500)).isNotEqualTo(drawn);
	}

	@Test
	void anOperationsFaultsDoNotDependOnOtherOperations() {
		List<HttpFault> alone = draw(draws(PLAN), HttpOperation.COMMIT, 500);
		FaultDraws<HttpOperation, HttpFault> draws = draws(PLAN);
		List<HttpFault> polls = draw(draws, HttpOperation.CONSUME, 500);
		assertThat(draw(draws, HttpOperation.COMMIT, 500)).isEqualTo(alone).isNotEqualTo(polls);
	}

	@Test
	void weightsAreKept() {
		FaultDraws<HttpOperation, HttpFault> draws = draws(PLAN);
		draw(draws, HttpOperation.COMMIT, 20_000);
		assertThat(draws.counts().of(HttpFault.DELAY)).isBetween(1_800L, 2_200L);
		assertThat(draws.counts().of(HttpFault.DROP_AFTER_SEND)).isBetween(850L, 1_150L);
		assertThat(draws.counts().of(HttpOperation.COMMIT, HttpFault.NONE)).isBetween(16_700L, 17_300L);
	}

	@Test
	void whatCannotHappenLeavesItsShareToNothing() {
		FaultDraws<HttpOperation, HttpFault> draws = draws(PLAN);
		for (int i = 0; i < 1000; i++) {
			draws.next(HttpOperation.COMMIT, EnumSet.of(HttpFault.DELAY));
		}
		assertThat(draws.counts().of(HttpFault.DROP_AFTER_SEND)).isZero();
		assertThat(draws.counts().of(HttpFault.DELAY)).isPositive();
	}

	@Test
	void theSequenceStandsStillWhileCalm() {
		List<HttpFault> expected = draw(draws(PLAN), HttpOperation.COMMIT, 200);
		FaultDraws<HttpOperation, HttpFault> draws = draws(PLAN);
		List<HttpFault> first = draw(draws, HttpOperation.COMMIT, 100);
		draws.calm(true);
		assertThat(draw(draws, HttpOperation.COMMIT, 100)).containsOnly(HttpFault.NONE);
		draws.calm(false);
		List<HttpFault> second = draw(draws, HttpOperation.COMMIT, 100);
		assertThat(Stream.concat(first.stream(), second.stream())).containsExactlyElementsOf(expected);
	}

	@Test
	void severalThreadsDrawTheSameFaultsAsOne() {
		FaultDraws<HttpOperation, HttpFault> alone = draws(PLAN);
		draw(alone, HttpOperation.COMMIT, 4_000);
		FaultDraws<HttpOperation, HttpFault> shared = draws(PLAN);
		CompletableFuture
			.allOf(IntStream.range(0, 4)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> draw(shared, HttpOperation.COMMIT, 1_000)))
				.toArray(CompletableFuture[]::new))
			.join();
		assertThat(shared.counts()).isEqualTo(alone.counts());
	}

	private static FaultDraws<HttpOperation, HttpFault> draws(FaultPlan<HttpFault> plan) {
		return new FaultDraws<>(HttpOperation.class, plan);
	}

	private static List<HttpFault> draw(FaultDraws<HttpOperation, HttpFault> draws, HttpOperation operation,
			int times) {
		return IntStream.range(0, times).mapToObj((number) -> draws.next(operation, ALL).fault()).toList();
	}

}
