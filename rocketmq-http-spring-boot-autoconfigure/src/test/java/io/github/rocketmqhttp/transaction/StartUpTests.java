package io.github.rocketmqhttp.transaction;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What cannot work is refused at start-up, with a text that says what to write.
 */
class StartUpTests {

	@ParameterizedTest
	@ValueSource(classes = { Syntax.class, UnknownName.class, ResultTooEarly.class, BadTopic.class, BadTag.class,
			ShortImmunity.class, NoDuration.class, AmbiguousPayload.class, TwoPayloads.class, NoPayload.class,
			FutureResult.class, PrivateMethod.class, FinalMethod.class, StaticMethod.class, NoTopic.class,
			ReservedHeader.class, ReservedProperty.class, NamelessProperty.class, Never.class, NotSupported.class,
			RepeatedWithAttributes.class, BesideTransactional.class })
	void isRefusedWithATextThatNamesTheMethodAndTheRemedy(Class<? extends Bad> service) throws Exception {
		Bad bad = service.getDeclaredConstructor().newInstance();
		assertRefused(service,
				(failure) -> failure.isInstanceOf(InvalidTransactionalMessageException.class)
					.hasMessageContaining(service.getSimpleName())
					.hasMessageContaining(bad.says()));
	}

	@Test
	void aFinalClassIsRefused() {
		assertRefused(FinalClass.class,
				(failure) -> failure.rootCause()
					.isInstanceOf(InvalidTransactionalMessageException.class)
					.hasMessageContaining("FinalClass.send(String)")
					.hasMessageContaining("non-final"));
	}

	@Test
	void aTopicThatNobodyAnswersForIsRefused() {
		assertRefused(NobodyAnswers.class,
				(failure) -> failure.isInstanceOf(MissingBackCheckHandlerException.class)
					.hasMessageContaining("'unanswered'")
					.hasMessageContaining("@BackCheckHandler(topic = \"unanswered\")")
					.hasMessageContaining("TransactionChecker"));
	}

	@Test
	void twoHandlersForOneTopicAreRefused() {
		assertRefused(SecondHandler.class,
				(failure) -> failure.isInstanceOf(InvalidBackCheckHandlerException.class)
					.hasMessageContaining("'orders'")
					.hasMessageContaining("SecondHandler")
					.hasMessageContaining("Undecided"));
	}

	@ParameterizedTest
	@ValueSource(classes = { NoChecker.class, VoidHandler.class, UntypedChecker.class })
	void aHandlerThatCannotAnswerIsRefused(Class<?> handler) {
		assertRefused(handler, (failure) -> failure.isInstanceOf(InvalidBackCheckHandlerException.class)
			.hasMessageContaining(handler.getSimpleName()));
	}

	@Test
	void aBeanOutsideTransactionManagementIsRefused() {
		assertThatThrownBy(() -> TransactionFixture.startBare(Good.class, Orders.Undecided.class).close())
			.isInstanceOf(InvalidTransactionalMessageException.class)
			.hasMessageContaining("@EnableTransactionManagement");
	}

	@Test
	void anApplicationWithoutTransactionManagerIsRefused() {
		assertThatThrownBy(() -> TransactionFixture.startWithoutDatabase(Good.class, Orders.Undecided.class).close())
			.isInstanceOf(MissingTransactionManagerException.class)
			.hasMessageContaining("Good.send(String)")
			.hasMessageContaining("PlatformTransactionManager");
	}

	@Test
	void transactionManagementTwiceIsFine() {
		TransactionFixture.start(Good.class, Orders.Undecided.class, TransactionsAgain.class).close();
	}

	@Test
	void aMethodThatAnInterfaceProxyCannotSeeIsRefused() {
		assertRefused(Hidden.class, (failure) -> failure.isInstanceOf(InvalidTransactionalMessageException.class)
			.hasMessageContaining("proxy-target-class"));
	}

	private static void assertRefused(Class<?> component, Consumer<AbstractThrowableAssert<?, ?>> expectation) {
		expectation
			.accept(assertThatThrownBy(() -> TransactionFixture.start(component, Orders.Undecided.class).close()));
	}

	/** A service with a mistake, which knows what the refusal has to say. */
	abstract static class Bad {

		abstract String says();

	}

	static class Good {

		@TransactionalMessage("orders")
		public void send(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(mode = AdviceMode.PROXY, order = 3)
	static class TransactionsAgain {

	}

	static class Syntax extends Bad {

		@TransactionalMessage(topic = "orders", key = "#order.(")
		public void send(String order) {
		}

		@Override
		String says() {
			return "key";
		}

	}

	static class UnknownName extends Bad {

		@TransactionalMessage(topic = "orders", condition = "#ordr.isEmpty()")
		public void send(String order) {
		}

		@Override
		String says() {
			return "uses #ordr, which is not there";
		}

	}

	static class ResultTooEarly extends Bad {

		@TransactionalMessage(topic = "orders", payload = "#result")
		public String send(String order) {
			return order;
		}

		@Override
		String says() {
			return "phase = SendPhase.BEFORE_COMMIT";
		}

	}

	static class BadTopic extends Bad {

		@TransactionalMessage(topic = "orders/eu")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'orders/eu'";
		}

	}

	static class BadTag extends Bad {

		@TransactionalMessage(topic = "orders", tag = "a || b")
		public void send(String order) {
		}

		@Override
		String says() {
			return "one plain word";
		}

	}

	static class ShortImmunity extends Bad {

		@TransactionalMessage(topic = "orders", checkImmunityTime = "9s")
		public void send(String order) {
		}

		@Override
		String says() {
			return "from 10s to 300s";
		}

	}

	static class NoDuration extends Bad {

		@TransactionalMessage(topic = "orders", checkImmunityTime = "soon")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'soon'";
		}

	}

	static class AmbiguousPayload extends Bad {

		@TransactionalMessage("orders")
		public void send(String order, String customer) {
		}

		@Override
		String says() {
			return "Mark one argument with @Payload";
		}

	}

	static class TwoPayloads extends Bad {

		@TransactionalMessage("orders")
		public void send(@Payload String order, @Payload String customer) {
		}

		@Override
		String says() {
			return "several arguments are marked";
		}

	}

	static class NoPayload extends Bad {

		@TransactionalMessage("orders")
		public void send() {
		}

		@Override
		String says() {
			return "there is no argument for it";
		}

	}

	static class FutureResult extends Bad {

		@TransactionalMessage("orders")
		public CompletableFuture<String> send(String order) {
			return CompletableFuture.completedFuture(order);
		}

		@Override
		String says() {
			return "Return the value itself";
		}

	}

	static class PrivateMethod extends Bad {

		@TransactionalMessage("orders")
		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
		private void send(String order) {
		}

		@Override
		String says() {
			return "private";
		}

	}

	static class FinalMethod extends Bad {

		@TransactionalMessage("orders")
		public final void send(String order) {
		}

		@Override
		String says() {
			return "final";
		}

	}

	static class StaticMethod extends Bad {

		@TransactionalMessage("orders")
		public static void send(String order) {
		}

		@Override
		String says() {
			return "static";
		}

	}

	static final class FinalClass {

		@TransactionalMessage("orders")
		public void send(String order) {
		}

	}

	static class NoTopic extends Bad {

		@TransactionalMessage
		public void send(String order) {
		}

		@Override
		String says() {
			return "rocketmq-http.topic";
		}

	}

	static class ReservedHeader extends Bad {

		@TransactionalMessage("orders")
		public void send(String order, @Header(TransactionHeaders.TRANSACTION_ID) String id) {
		}

		@Override
		String says() {
			return TransactionHeaders.TRANSACTION_ID;
		}

	}

	static class ReservedProperty extends Bad {

		@TransactionalMessage(topic = "orders", properties = "KEYS=#order")
		public void send(String order) {
		}

		@Override
		String says() {
			return "'KEYS'";
		}

	}

	static class NamelessProperty extends Bad {

		@TransactionalMessage(topic = "orders", properties = "#order")
		public void send(String order) {
		}

		@Override
		String says() {
			return "name=expression";
		}

	}

	static class Never extends Bad {

		@TransactionalMessage(topic = "orders", propagation = Propagation.NEVER)
		public void send(String order) {
		}

		@Override
		String says() {
			return "NEVER";
		}

	}

	static class NotSupported extends Bad {

		@TransactionalMessage("orders")
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		public void send(String order) {
		}

		@Override
		String says() {
			return "NOT_SUPPORTED";
		}

	}

	static class RepeatedWithAttributes extends Bad {

		@TransactionalMessage(topic = "orders", timeout = 3)
		@TransactionalMessage(topic = "audit")
		public void send(String order) {
		}

		@Override
		String says() {
			return "timeout";
		}

	}

	static class BesideTransactional extends Bad {

		@TransactionalMessage(topic = "orders", rollbackFor = Exception.class)
		@Transactional
		public void send(String order) {
		}

		@Override
		String says() {
			return "Set it in the @Transactional";
		}

	}

	static class NobodyAnswers {

		@TransactionalMessage("unanswered")
		public void send(String order) {
		}

	}

	@BackCheckHandler(topic = "orders")
	static class SecondHandler implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@BackCheckHandler(topic = "other")
	static class NoChecker {

	}

	static class VoidHandler {

		@BackCheckHandler(topic = "other")
		void check(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UntypedChecker {

		@Bean
		@BackCheckHandler(topic = "other")
		TransactionChecker<?> untypedChecker() {
			return (message) -> TransactionResolution.UNKNOWN;
		}

	}

	interface Visible {

		void look();

	}

	static class Hidden implements Visible {

		@Override
		public void look() {
		}

		@TransactionalMessage("orders")
		public void send(String order) {
		}

	}

}
