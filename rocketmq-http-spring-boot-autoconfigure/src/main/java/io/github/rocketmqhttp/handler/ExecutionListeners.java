package io.github.rocketmqhttp.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;

/**
 * Adds listeners to transaction managers. Safe for concurrent use: those that are added
 * here at the same moment do not lose each other.
 */
public final class ExecutionListeners {

	private ExecutionListeners() {
	}

	/**
	 * Adds a listener, unless one of its class is there. It hears of the transactions
	 * that the manager begins from now on.
	 * @param manager the manager
	 * @param type the class of the listener
	 * @param factory makes it
	 * @return whether there is one now; {@code false} if the manager takes no listeners
	 */
	public static boolean addOnce(@Nullable TransactionManager manager,
			Class<? extends TransactionExecutionListener> type,
			Supplier<? extends TransactionExecutionListener> factory) {
		if (!(manager instanceof ConfigurableTransactionManager configurable)) {
			return false;
		}
		if (isThere(configurable.getTransactionExecutionListeners(), type)) {
			return true;
		}
		synchronized (configurable) {
			Collection<TransactionExecutionListener> present = configurable.getTransactionExecutionListeners();
			if (!isThere(present, type)) {
				// A copy, because other threads may be walking through the present ones.
				List<TransactionExecutionListener> all = new ArrayList<>(present);
				all.add(factory.get());
				configurable.setTransactionExecutionListeners(all);
			}
		}
		return true;
	}

	private static boolean isThere(Collection<TransactionExecutionListener> listeners,
			Class<? extends TransactionExecutionListener> type) {
		return listeners.stream().anyMatch(type::isInstance);
	}

}
