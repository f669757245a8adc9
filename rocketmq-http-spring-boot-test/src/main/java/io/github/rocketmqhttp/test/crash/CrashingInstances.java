package io.github.rocketmqhttp.test.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.rocketmqhttp.core.RocketMqHttpInstance;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;

/**
 * Watches the half messages that transactions publish.
 */
final class CrashingInstances implements RocketMqHttpInstances {

	private final RocketMqHttpInstances instances;

	private final Crashes crashes;

	private final Map<String, RocketMqHttpInstance> watched = new ConcurrentHashMap<>();

	CrashingInstances(RocketMqHttpInstances instances, Crashes crashes) {
		this.instances = instances;
		this.crashes = crashes;
	}

	@Override
	public RocketMqHttpInstance get(String name) {
		RocketMqHttpInstance known = this.watched.get(name);
		if (known != null) {
			return known;
		}
		RocketMqHttpInstance instance = this.instances.get(name);
		RocketMqHttpInstance looked = new RocketMqHttpInstance(instance.name(), instance.client(),
				watch(instance.operations()), instance.defaults());
		RocketMqHttpInstance other = this.watched.putIfAbsent(name, looked);
		return (other != null) ? other : looked;
	}

	private RocketMqHttpOperations watch(RocketMqHttpOperations operations) {
		ProxyFactory factory = new ProxyFactory(RocketMqHttpOperations.class, new Watch(this.crashes));
		factory.setTarget(operations);
		return (RocketMqHttpOperations) factory.getProxy();
	}

	/**
	 * Lets a thread die when its half message has been taken.
	 */
	private record Watch(Crashes crashes) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation call) throws Throwable {
			if (!call.getMethod().getName().equals("publishHalf")) {
				return call.proceed();
			}
			List<String> ids = new ArrayList<>(InFlightTransactions.idsOfCurrentTransaction());
			@Nullable Object[] arguments = call.getArguments();
			int last = arguments.length - 1;
			if (arguments[last] instanceof Supplier<?> attempts) {
				arguments[last] = (Supplier<Object>) () -> remember(attempts.get(), ids);
			}
			Object receipt = call.proceed();
			this.crashes.reach(CrashPoint.AFTER_HALF_MESSAGE, ids);
			return receipt;
		}

		private static Object remember(Object attempt, List<String> ids) {
			if (attempt instanceof OutboundMessage message) {
				String id = message.properties().get(TransactionHeaders.TRANSACTION_ID);
				if (id != null && !ids.contains(id)) {
					ids.add(id);
				}
			}
			return attempt;
		}

	}

}
