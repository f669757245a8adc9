package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.baomidou.dynamic.datasource.annotation.DS;
import com.baomidou.dynamic.datasource.toolkit.DynamicDataSourceContextHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The inbox and the listener write to the same database: the one that the listener's
 * {@code @DS} names is chosen before the transaction begins.
 */
class RoutedCallTests {

	private static final Acknowledgement NONE = () -> CompletableFuture.completedFuture(null);

	private final RecordedCall call = new RecordedCall();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	@AfterEach
	void clear() {
		DynamicDataSourceContextHolder.clear();
	}

	@Test
	void theDatabaseOfTheMethodIsChosenDuringTheCall() throws Throwable {
		DynamicDataSourceContextHolder.push("outside");
		assertThat(around("onMethod").call(List.of(), NONE)).isSameAs(this.call.done);
		around("onType").call(List.of(), NONE);
		assertThat(this.call.chosen).containsExactly("method", "type");
		assertThat(DynamicDataSourceContextHolder.peek()).isEqualTo("outside");
	}

	@Test
	void afterACallThatFailsTheThreadIsAsItWas() {
		this.call.failure = new IllegalStateException();
		assertThatIllegalStateException().isThrownBy(() -> around("onMethod").call(List.of(), NONE));
		assertThat(DynamicDataSourceContextHolder.peek()).isNull();
	}

	@Test
	void aListenerThatDoesNotNameItsDatabaseIsRefused() throws Exception {
		refused(new Billing(), "atEachCall");
		refused(new Billing(), "empty");
		refused(new Shipping(), "nowhere");
	}

	@Test
	void aListenerThatNamesAGroupOfDatabasesIsRefused() throws Exception {
		DynamicRoutingDataSource routing = new DynamicRoutingDataSource(List.of());
		this.beans.registerSingleton("dataSource", routing);
		for (String name : List.of("type", "method_1", "method_2")) {
			routing.addDataSource(name, new DriverManagerDataSource("jdbc:h2:mem:" + name));
		}
		this.beans.registerSingleton("other", new DriverManagerDataSource("jdbc:h2:mem:other"));
		refused(new Billing(), "onMethod");
		this.beans.destroySingleton("dataSource");
		this.beans.registerSingleton("proxy", new LazyConnectionDataSourceProxy(routing));
		refused(new Billing(), "onMethod");
		assertThat(around("onType")).isNotSameAs(this.call);
	}

	@Test
	void theRestIsThatOfTheCall() throws Exception {
		assertThat(around("onMethod").takesList()).isFalse();
		this.call.list = true;
		assertThat(around("onMethod").takesList()).isTrue();
	}

	private void refused(Object bean, String method) throws Exception {
		ListenerEndpoint endpoint = endpoint(bean, bean.getClass().getMethod(method));
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> RoutedCall.around(this.call, endpoint, true, this.beans))
			.withMessageContaining("@DS");
	}

	private ListenerCall around(String method) throws Exception {
		return RoutedCall.around(this.call, endpoint(new Billing(), Billing.class.getMethod(method)), true, this.beans);
	}

	private static ListenerEndpoint endpoint(Object bean, Method method) {
		return new ListenerEndpoint("id", new ListenerAttributes(null, "orders", "GID_billing", null, null, null, null,
				AckMode.AUTO, false, true, null, null, null, Map.of(), true), bean, bean.getClass(), method);
	}

	@DS("type")
	static class Billing {

		@DS("method")
		public void onMethod() {
		}

		public void onType() {
		}

		@DS("#header.tenant")
		public void atEachCall() {
		}

		@DS("")
		public void empty() {
		}

	}

	static class Shipping {

		public void nowhere() {
		}

	}

	/** Notes which database a transaction would begin in. */
	private static final class RecordedCall implements ListenerCall {

		private final List<@Nullable String> chosen = new ArrayList<>();

		private final List<Delivery> done = new ArrayList<>();

		private boolean list;

		private @Nullable RuntimeException failure;

		@Override
		public boolean takesList() {
			return this.list;
		}

		@Override
		public ReadMessage read(Delivery delivery) {
			return new ReadMessage(delivery, List.of(), "key");
		}

		@Override
		public List<Delivery> call(List<ReadMessage> messages, Acknowledgement handle) {
			this.chosen.add(DynamicDataSourceContextHolder.peek());
			if (this.failure != null) {
				throw this.failure;
			}
			return this.done;
		}

	}

}
