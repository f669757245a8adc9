package io.github.rocketmqhttp.reliability.crash;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;

/**
 * Sets the trap around what a transaction tells the broker.
 */
final class WatchedOperations implements MethodInterceptor {

	private final Trap trap;

	private final int messages;

	private int published;

	private int decided;

	private WatchedOperations(Trap trap, int messages) {
		this.trap = trap;
		this.messages = messages;
	}

	static RocketMqHttpOperations watch(RocketMqHttpOperations operations, Trap trap, int messages) {
		ProxyFactory factory = new ProxyFactory(RocketMqHttpOperations.class, new WatchedOperations(trap, messages));
		factory.setTarget(operations);
		return (RocketMqHttpOperations) factory.getProxy();
	}

	@Override
	public @Nullable Object invoke(MethodInvocation call) throws Throwable {
		// The back-check uses other threads.
		if (!this.trap.isForThisThread()) {
			return call.proceed();
		}
		return switch (call.getMethod().getName()) {
			case "publishHalf" -> publish(call);
			case "commit", "commitBriefly" -> commit(call);
			default -> call.proceed();
		};
	}

	private @Nullable Object publish(MethodInvocation call) throws Throwable {
		this.trap.reached((this.published == 0) ? CrashPoint.PUBLISH_BEFORE : CrashPoint.PUBLISH_BETWEEN);
		Object receipt = call.proceed();
		this.published++;
		if (this.published == this.messages) {
			this.trap.reached(CrashPoint.PUBLISH_AFTER);
		}
		return receipt;
	}

	private @Nullable Object commit(MethodInvocation call) throws Throwable {
		this.trap.reached((this.decided == 0) ? CrashPoint.DECIDE_BEFORE : CrashPoint.DECIDE_BETWEEN);
		Object nothing = call.proceed();
		this.decided++;
		if (this.decided == this.messages) {
			this.trap.reached(CrashPoint.DECIDE_AFTER);
		}
		return nothing;
	}

}
