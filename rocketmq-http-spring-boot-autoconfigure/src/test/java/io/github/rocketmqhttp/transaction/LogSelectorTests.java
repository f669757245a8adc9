package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The log that messages name is that of the manager whose transaction really runs.
 */
class LogSelectorTests {

	private final DataSource dataSource = memory();

	private final DataSourceTransactionManager logged = new DataSourceTransactionManager(this.dataSource);

	private final DataSourceTransactionManager unlogged = new DataSourceTransactionManager(memory());

	private final JdbcTransactionLog log = new JdbcTransactionLog("default", this.dataSource,
			JdbcTransactionLogSettings.DEFAULTS);

	@Test
	void theLogIsThatOfTheManager() throws Exception {
		assertThat(call(this.logged, null)).isSameAs(this.log);
		assertThat(call(this.unlogged, null)).isNull();
	}

	@Test
	void aTransactionOfAnotherManagerThanTheLogsIsRefusedInside() {
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> call(this.logged, this.unlogged))
			.withMessageContaining("at run time")
			.withMessageContaining("Orders.place");
	}

	/** Its messages would name no log, though its manager has one. */
	@Test
	void aTransactionThatHasALogIsRefusedWhereNoneWasChosen() {
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> call(this.unlogged, this.logged))
			.withMessageContaining("at run time");
	}

	@Test
	void withoutATransactionNoLogIsRight() throws Exception {
		LogSelector selector = selector(new TransactionInterceptor());
		AnnotatedCall call = new AnnotatedCall(Orders.class.getMethod("place"), Orders.class);
		selector.verify(null, call);
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> selector.verify(this.log, call));
	}

	/**
	 * Calls a method whose log is selected by one manager, while its transaction is that
	 * of another.
	 */
	private @Nullable TransactionLog call(TransactionManager declared, @Nullable TransactionManager running)
			throws Exception {
		TransactionInterceptor interceptor = new Switching(running);
		interceptor.setTransactionManager(declared);
		interceptor.setTransactionAttributeSource(new MatchAlwaysTransactionAttributeSource());
		LogSelector selector = selector(interceptor);
		AnnotatedCall call = new AnnotatedCall(Orders.class.getMethod("place"), Orders.class);
		TransactionLog selected = selector.select(call.method(), call.targetClass());
		Orders orders = new Orders();
		orders.work = () -> selector.verify(selected, call);
		ProxyFactory factory = new ProxyFactory(orders);
		factory.addAdvice(interceptor);
		((Orders) factory.getProxy()).place();
		return selected;
	}

	private LogSelector selector(TransactionInterceptor interceptor) {
		return new LogSelector(interceptor, new DefaultListableBeanFactory(), new TransactionLogs(List.of(this.log)));
	}

	private static DataSource memory() {
		return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID());
	}

	static class Orders {

		private Runnable work = () -> {
		};

		public void place() {
			this.work.run();
		}

	}

	/** Chooses at run time, as some frameworks for tenants do. */
	private static final class Switching extends TransactionInterceptor {

		private static final long serialVersionUID = 1L;

		private final transient @Nullable TransactionManager running;

		Switching(@Nullable TransactionManager running) {
			this.running = running;
		}

		@Override
		protected @Nullable TransactionManager determineTransactionManager(@Nullable TransactionAttribute attribute,
				@Nullable Class<?> targetClass) {
			return (this.running != null) ? this.running : super.determineTransactionManager(attribute, targetClass);
		}

	}

}
