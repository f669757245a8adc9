package io.github.rocketmqhttp.transaction;

import java.util.function.Consumer;

import io.github.rocketmqhttp.transaction.jdbc.PackagePrivateMethod;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What cannot work is refused at start-up, with a text that says what to write.
 */
class StartUpTests {

	@ParameterizedTest
	@ValueSource(classes = { BadServices.Syntax.class, BadServices.UnknownName.class, BadServices.ResultTooEarly.class,
			BadServices.BadTopic.class, BadServices.BadTag.class, BadServices.ShortImmunity.class,
			BadServices.NoUnit.class, BadServices.NoDuration.class, BadServices.AmbiguousPayload.class,
			BadServices.TwoPayloads.class, BadServices.NoPayload.class, BadServices.FutureResult.class,
			BadServices.PrivateMethod.class, BadServices.FinalMethod.class, BadServices.StaticMethod.class,
			BadServices.NoTopic.class, BadServices.ReservedHeader.class, BadServices.ReservedProperty.class,
			BadServices.NamelessProperty.class, BadServices.Never.class, BadServices.NotSupported.class,
			BadServices.ReadOnly.class, BadServices.RepeatedWithAttributes.class, BadServices.BesideTransactional.class,
			BadServices.ForgottenHash.class, BadServices.ForgottenHashInPart.class,
			BadServices.ForgottenHashInArgument.class, BadServices.ForgottenQuotes.class,
			BadServices.ForgottenQuotesWithSign.class, BadServices.MissingRootProperty.class,
			BadServices.MissingRootMethod.class, BadServices.MissingMember.class, BadServices.MissingMemberMethod.class,
			BadServices.ForgottenHashAtResult.class })
	void isRefusedWithATextThatNamesTheMethodAndTheRemedy(Class<? extends BadServices.Bad> service) throws Exception {
		BadServices.Bad bad = service.getDeclaredConstructor().newInstance();
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
	void aMethodThatMakesABeanIsRefused() {
		assertRefused(MakesABean.class,
				(failure) -> failure.rootCause()
					.isInstanceOf(InvalidTransactionalMessageException.class)
					.hasMessageContaining("makes a bean (@Bean)")
					.hasMessageContaining("Annotate a method of that bean"));
	}

	@ParameterizedTest
	@ValueSource(classes = { OnlyInherited.class, OnlyPrivate.class })
	void aClassThatDeclaresNoMethodWhichItsAnnotationCoversIsRefused(Class<?> service) {
		assertRefused(service,
				(failure) -> failure.isInstanceOf(InvalidTransactionalMessageException.class)
					.hasMessageContaining(service.getName())
					.hasMessageContaining("declares no method that it covers"));
	}

	@Test
	void anAnnotationOnAClassCountsForAllMethodsThatAProxyCanReach() {
		try (TransactionFixture app = TransactionFixture.start(Whole.class, Orders.Undecided.class)) {
			Whole service = app.get(Whole.class);
			service.packagePrivate("o-1");
			service.protectedOne("o-2");
			service.publicOne("o-3");
			assertThat(app.delivered("orders")).containsExactlyInAnyOrder("o-1", "o-2", "o-3");
		}
	}

	@Test
	void aMethodThatAProxyDoesNotOverrideIsRefused() {
		assertRefused(OfAnotherPackage.class,
				(failure) -> failure.isInstanceOf(InvalidTransactionalMessageException.class)
					.hasMessageContaining("OfAnotherPackage.send(String)")
					.hasMessageContaining("in another package does not override it")
					.hasMessageContaining("public or protected"));
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

	@ParameterizedTest
	@CsvSource({ "StaticHandler, it is static", "PrivateHandler, it is private",
			"AsyncHandler, nothing would wait for its answer", "TwoPayloads, 2 payload parameters",
			"PayloadExpression, its @Payload has an expression" })
	void aHandlerThatCannotBeCalledIsRefusedAsAListenerIs(String handler, String reason) throws Exception {
		assertRefused(Class.forName(getClass().getName() + "$" + handler),
				(failure) -> failure.isInstanceOf(InvalidBackCheckHandlerException.class)
					.hasMessageContaining(handler + ".check(")
					.hasMessageContaining(reason));
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

	static class Good {

		@TransactionalMessage("orders")
		public void send(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(mode = AdviceMode.PROXY, order = 3)
	static class TransactionsAgain {

	}

	@Configuration
	static class MakesABean {

		@Bean
		@TransactionalMessage("orders")
		public StringBuilder orders() {
			return new StringBuilder();
		}

	}

	@TransactionalMessage("orders")
	static class OnlyInherited extends Inherited {

	}

	static class Inherited {

		public void send(String order) {
		}

	}

	@TransactionalMessage("orders")
	static class OnlyPrivate {

		private static String helper(String order) {
			return order;
		}

		@Override
		public String toString() {
			return helper("nothing");
		}

	}

	@TransactionalMessage("orders")
	static class Whole {

		void packagePrivate(String order) {
		}

		protected void protectedOne(String order) {
		}

		public void publicOne(String order) {
		}

	}

	static class OfAnotherPackage extends PackagePrivateMethod {

	}

	static final class FinalClass {

		@TransactionalMessage("orders")
		public void send(String order) {
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

	static class StaticHandler {

		@BackCheckHandler(topic = "other")
		static TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class PrivateHandler {

		@BackCheckHandler(topic = "other")
		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" }) // found by reflection
		private TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class AsyncHandler {

		@Async
		@BackCheckHandler(topic = "other")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class TwoPayloads {

		@BackCheckHandler(topic = "other")
		TransactionResolution check(String order, Integer number, HalfMessage<String> half) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class PayloadExpression {

		@BackCheckHandler(topic = "other")
		TransactionResolution check(@Payload("name") String name) {
			return TransactionResolution.UNKNOWN;
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
