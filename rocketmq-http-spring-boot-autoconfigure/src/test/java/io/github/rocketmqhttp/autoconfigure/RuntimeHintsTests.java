package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an image that is built ahead of time has to know about annotated beans.
 */
class RuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@BeforeEach
	void register() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Annotated.class, Checker.class,
				WholeClass.class);
	}

	@Test
	void listenersAreCalledAndTheirPayloadsRead() {
		assertCallable("receive");
		assertReadable(Received.class);
	}

	@Test
	void handlerMethodsAreCalledAndTheirPayloadsRead() {
		assertCallable("check");
		assertReadable(Checked.class);
	}

	@Test
	void payloadsOfCheckersAreRead() {
		assertReadable(CheckedByClass.class);
	}

	@Test
	void argumentsAndResultsOfMethodsWithMessagesAreWritten() {
		assertReadable(Sent.class);
		assertReadable(Result.class);
		assertReadable(SentByClass.class);
	}

	@Test
	void theScriptsOfTheTablesAreKept() {
		RuntimeHints found = new RuntimeHints();
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(found, getClass().getClassLoader()));
		for (String table : List.of("transaction", "listener")) {
			assertThat(RuntimeHintsPredicates.resource()
				.forResource("io/github/rocketmqhttp/" + table + "/jdbc/schema-postgresql.sql")).accepts(found);
		}
	}

	private void assertCallable(String method) {
		TypeHint hint = this.hints.reflection().getTypeHint(Annotated.class);
		assertThat(hint).isNotNull();
		assertThat(hint.methods().filter((called) -> called.getMode() == ExecutableMode.INVOKE))
			.extracting(ExecutableHint::getName)
			.contains(method);
	}

	private void assertReadable(Class<? extends Record> type) {
		TypeHint hint = this.hints.reflection().getTypeHint(type);
		assertThat(hint).as("hint for " + type.getSimpleName()).isNotNull();
		assertThat(hint.methods()).extracting(ExecutableHint::getName)
			.contains(type.getRecordComponents()[0].getAccessor().getName());
	}

	static class Annotated {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_orders")
		void receive(List<Received> batch) {
		}

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(HalfMessage<Checked> message) {
			return TransactionResolution.UNKNOWN;
		}

		@TransactionalMessage(topic = "orders")
		@TransactionalMessage(topic = "audit", payload = "#result")
		Result place(Sent order) {
			return new Result("o-1");
		}

	}

	@BackCheckHandler(topic = "payments")
	static class Checker implements TransactionChecker<CheckedByClass> {

		@Override
		public TransactionResolution check(HalfMessage<CheckedByClass> message) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@TransactionalMessage(topic = "orders")
	static class WholeClass {

		public void place(SentByClass order) {
		}

	}

	record Received(String id) {
	}

	record Checked(String id) {
	}

	record CheckedByClass(String id) {
	}

	record Sent(String id) {
	}

	record SentByClass(String id) {
	}

	record Result(String id) {
	}

}
