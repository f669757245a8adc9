package io.github.rocketmqhttp.transaction;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.core.TransactionHeaders;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.retry.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Messages surround the transaction and the method is inside it, whatever kind of proxy
 * there is and in whatever order its advisors stand.
 */
class ProxyShapeTests {

	@ParameterizedTest
	@ValueSource(classes = { ClassProxies.class, InterfaceProxies.class, OutermostTransactions.class,
			AspectProxies.class, OutermostTransactionsWithAspects.class })
	void theHalfMessageIsOutsideAndTheWorkInside(Class<?> transactions) {
		try (TransactionFixture app = TransactionFixture.startBare(transactions, ShopService.class,
				Orders.Undecided.class)) {
			Shop shop = app.get(Shop.class);
			assertThat(AopUtils.isJdkDynamicProxy(shop)).isEqualTo(transactions == InterfaceProxies.class);
			JdbcConnectionPool pool = app.get(JdbcConnectionPool.class);
			app.get(HookedOperations.class).beforePublish = () -> assertThat(pool.getActiveConnections()).isZero();
			shop.sell("o-1", () -> assertThat(app.undecided("orders")).containsExactly("o-1"));
			assertThatIllegalStateException().isThrownBy(() -> shop.sell("o-2", () -> {
				throw new IllegalStateException();
			}));
			assertThat(app.rows()).containsExactly("o-1");
			assertThat(app.delivered("orders")).containsExactly("o-1");
			assertThat(app.dropped("orders")).containsExactly("o-2");
		}
	}

	@Test
	void anAnnotationOnAnInterfaceAClassOrAnotherAnnotationCounts() {
		try (TransactionFixture app = TransactionFixture.start(ByInterfaceService.class, ByClass.class, ByMeta.class,
				Orders.Undecided.class)) {
			app.get(ByInterface.class).note("o-interface");
			app.get(ByClass.class).note("o-class");
			app.get(ByMeta.class).note("o-meta");
			assertThat(app.delivered("audit")).containsExactly("o-interface", "o-class", "o-meta");
			assertThat(app.topic("audit").committed().get(2).tag()).isEqualTo("meta");
		}
	}

	@Test
	void transactionalOnTheClassYieldsToTheMethodsOwn() {
		try (TransactionFixture app = TransactionFixture.start(ReadOnlyService.class, Orders.Undecided.class)) {
			app.get(ReadOnlyService.class).note("o-1");
			assertThat(app.delivered("audit")).containsExactly("o-1");
			assertThat(app.rows()).containsExactly("o-1");
		}
	}

	@Test
	void transactionalBesideItGivesTheAttributes() {
		try (TransactionFixture app = TransactionFixture.start(BesideService.class, Orders.Undecided.class)) {
			assertThatIllegalStateException().isThrownBy(() -> app.get(BesideService.class).note("o-1"));
			assertThat(app.rows()).containsExactly("o-1");
			assertThat(app.delivered("audit")).containsExactly("o-1");
		}
	}

	@Test
	void aRetryAroundTheMethodIsANewMessageWithANewId() {
		try (TransactionFixture app = TransactionFixture.start(RetryingService.class, Orders.Undecided.class)) {
			app.get(RetryingService.class).note("o-1");
			assertThat(app.rows()).containsExactly("o-1");
			assertThat(app.dropped("audit")).containsExactly("o-1");
			assertThat(app.delivered("audit")).containsExactly("o-1");
			assertThat(transactionId(app.topic("audit").rolledBack()))
				.isNotEqualTo(transactionId(app.topic("audit").committed()));
		}
	}

	@Test
	void anAsynchronousMethodHasItsTransactionAndItsMessageOnItsOwnThread() {
		try (TransactionFixture app = TransactionFixture.start(AsynchronousService.class, Orders.Undecided.class)) {
			app.get(AsynchronousService.class).note("o-1");
			await().untilAsserted(() -> assertThat(app.delivered("audit")).containsExactly("o-1"));
			assertThat(app.get(AsynchronousService.class).thread()).isNotEqualTo(Thread.currentThread().getName());
		}
	}

	private static String transactionId(List<MessageView> messages) {
		return messages.get(0).properties().getOrDefault(TransactionHeaders.TRANSACTION_ID, "none");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class ClassProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class InterfaceProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = Ordered.HIGHEST_PRECEDENCE, proxyTargetClass = true)
	static class OutermostTransactions {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@EnableAspectJAutoProxy(proxyTargetClass = true)
	@Import({ FirstAspect.class, LastAspect.class })
	static class AspectProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = 0)
	@EnableAspectJAutoProxy(proxyTargetClass = true)
	@Import({ FirstAspect.class, LastAspect.class })
	static class OutermostTransactionsWithAspects {

	}

	@Aspect
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class FirstAspect {

		@Around("target(io.github.rocketmqhttp.transaction.ProxyShapeTests.Shop)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return call.proceed();
		}

	}

	@Aspect
	static class LastAspect {

		@Around("target(io.github.rocketmqhttp.transaction.ProxyShapeTests.Shop)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return call.proceed();
		}

	}

	interface Shop {

		String sell(String order, Runnable work);

	}

	static class ShopService implements Shop {

		private final JdbcTemplate jdbc;

		ShopService(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		@TransactionalMessage(topic = "orders", payload = "#order")
		public String sell(String order, Runnable work) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", order);
			work.run();
			return order;
		}

	}

	interface ByInterface {

		@TransactionalMessage("audit")
		void note(String text);

	}

	static class ByInterfaceService implements ByInterface {

		@Override
		public void note(String text) {
		}

	}

	@TransactionalMessage("audit")
	static class ByClass {

		public void note(String text) {
		}

		@Override
		public String toString() {
			return "ByClass";
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@TransactionalMessage(topic = "audit", tag = "meta")
	@interface Audited {

		@AliasFor(annotation = TransactionalMessage.class)
		Propagation propagation() default Propagation.REQUIRED;

	}

	static class ByMeta {

		@Audited(propagation = Propagation.REQUIRES_NEW)
		public void note(String text) {
		}

	}

	@Transactional(propagation = Propagation.NEVER)
	static class ReadOnlyService {

		private final JdbcTemplate jdbc;

		ReadOnlyService(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@TransactionalMessage("audit")
		public void note(String text) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", text);
		}

	}

	static class BesideService {

		private final JdbcTemplate jdbc;

		BesideService(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@TransactionalMessage("audit")
		@Transactional(noRollbackFor = IllegalStateException.class)
		public void note(String text) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", text);
			throw new IllegalStateException();
		}

	}

	@EnableRetry
	@Configuration(proxyBeanMethods = false)
	static class RetryingService {

		private final JdbcTemplate jdbc;

		private final AtomicInteger calls = new AtomicInteger();

		RetryingService(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Retryable(retryFor = IllegalStateException.class)
		@TransactionalMessage("audit")
		public void note(String text) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", text);
			if (this.calls.incrementAndGet() == 1) {
				throw new IllegalStateException();
			}
		}

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class AsynchronousService {

		private volatile String thread = "";

		@Async
		@TransactionalMessage("audit")
		public void note(String text) {
			this.thread = Thread.currentThread().getName();
		}

		String thread() {
			return this.thread;
		}

	}

}
