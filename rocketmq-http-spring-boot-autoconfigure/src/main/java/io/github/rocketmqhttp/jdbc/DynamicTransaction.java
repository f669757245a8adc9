package io.github.rocketmqhttp.jdbc;

import com.baomidou.dynamic.datasource.tx.TransactionContext;

import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The transactions of dynamic-datasource, {@code @DSTransactional}: inside them the
 * connections of Spring's transactions neither commit nor roll back, whatever Spring
 * reports.
 */
public final class DynamicTransaction {

	private static final boolean DYNAMIC = ClassUtils.isPresent("com.baomidou.dynamic.datasource.tx.TransactionContext",
			DynamicTransaction.class.getClassLoader());

	private DynamicTransaction() {
	}

	/**
	 * Whether one runs on this thread.
	 * @return whether nothing commits before its end
	 */
	public static boolean isRunning() {
		return DYNAMIC && Context.isBound();
	}

	/**
	 * Apart, so that an application without dynamic-datasource can load the class around.
	 */
	private static final class Context {

		static boolean isBound() {
			return StringUtils.hasLength(TransactionContext.getXID());
		}

	}

}
