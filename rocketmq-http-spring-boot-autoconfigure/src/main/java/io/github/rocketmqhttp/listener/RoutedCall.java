package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.List;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.baomidou.dynamic.datasource.annotation.DS;
import com.baomidou.dynamic.datasource.toolkit.DynamicDataSourceContextHolder;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Lets the transaction of an idempotent listener begin in the database that the method's
 * own {@code @DS} names: its advice is further inside, and would come too late.
 */
final class RoutedCall implements ListenerCall {

	private static final boolean DYNAMIC = ClassUtils.isPresent("com.baomidou.dynamic.datasource.annotation.DS",
			RoutedCall.class.getClassLoader());

	/** Begins the names that are found out at each call. */
	private static final String EXPRESSION = "#";

	private final ListenerCall call;

	private final String dataSource;

	private RoutedCall(ListenerCall call, String dataSource) {
		this.call = call;
		this.dataSource = dataSource;
	}

	/**
	 * Goes around a call, if the listener names its database.
	 * @param required whether it has to
	 * @throws InvalidListenerException if it has to, or names it by an expression that
	 * only the advice further inside can evaluate, or names several
	 */
	static ListenerCall around(ListenerCall call, ListenerEndpoint endpoint, boolean required,
			BeanFactory beanFactory) {
		String dataSource = DYNAMIC ? Dynamic.dataSource(endpoint) : null;
		if (dataSource == null && !required) {
			return call;
		}
		if (dataSource == null || dataSource.isEmpty() || dataSource.startsWith(EXPRESSION)) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and the data source of the inbox chooses between several databases: the"
							+ " transaction begins before the method, and nothing says in which of them",
					"Name the data source of the method in @DS, or declare a JdbcInbox with the DataSourceTargets that"
							+ " know it and choose one for each message in a DeliveryInterceptor, or set idempotent = false.");
		}
		if (Dynamic.isGroup(dataSource, beanFactory)) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent, and its @DS names a group of data sources: a message that comes again may get"
							+ " another one, whose inbox does not know it",
					"Name one data source in @DS, or set idempotent = false.");
		}
		return new RoutedCall(call, dataSource);
	}

	@Override
	public boolean takesList() {
		return this.call.takesList();
	}

	@Override
	public ReadMessage read(Delivery delivery) {
		return this.call.read(delivery);
	}

	@Override
	public List<Delivery> call(List<ReadMessage> messages, Acknowledgement handle) throws Throwable {
		DynamicDataSourceContextHolder.push(this.dataSource);
		try {
			return this.call.call(messages, handle);
		}
		finally {
			DynamicDataSourceContextHolder.poll();
		}
	}

	/**
	 * Apart, so that an application without dynamic-datasource can load the class around.
	 */
	private static final class Dynamic {

		static boolean isGroup(String name, BeanFactory beanFactory) {
			return beanFactory.getBeanProvider(DataSource.class).stream().anyMatch((found) -> isGroup(name, found));
		}

		/**
		 * Also behind proxies.
		 */
		private static boolean isGroup(String name, DataSource dataSource) {
			if (dataSource instanceof DynamicRoutingDataSource routing) {
				return routing.getGroupDataSources().containsKey(name);
			}
			Object inner = (dataSource instanceof DelegatingDataSource delegating) ? delegating.getTargetDataSource()
					: AopProxyUtils.getSingletonTarget(dataSource);
			return inner instanceof DataSource target && isGroup(name, target);
		}

		static @Nullable String dataSource(ListenerEndpoint endpoint) {
			Class<?> type = AopUtils.getTargetClass(endpoint.bean());
			Method method = AopUtils.getMostSpecificMethod(endpoint.method(), type);
			DS found = AnnotatedElementUtils.findMergedAnnotation(method, DS.class);
			if (found == null) {
				found = AnnotatedElementUtils.findMergedAnnotation(type, DS.class);
			}
			return (found != null) ? found.value() : null;
		}

	}

}
