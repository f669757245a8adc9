package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps a broker that does not answer from holding its callers: every call has a
 * deadline, few wait at a time, and none is made in vain while the broker is away. One
 * for each template; safe for concurrent use.
 */
final class PublishGuard {

	private final PublishLimits limits;

	private final LongSupplier nanos;

	private final BrokerPresence presence;

	private final Semaphore free;

	private final LongAdder refusedBusy = new LongAdder();

	private final LongAdder refusedAway = new LongAdder();

	PublishGuard(PublishLimits limits, RocketMqHttpClient client) {
		this(limits, System::nanoTime,
				new BrokerPresence(limits, System::nanoTime, () -> client.serverStatus().sinceAnswer()));
	}

	PublishGuard(PublishLimits limits, LongSupplier nanos, BrokerPresence presence) {
		this.limits = limits;
		this.nanos = nanos;
		this.presence = presence;
		this.free = new Semaphore(limits.maxConcurrent());
	}

	/**
	 * Publishes.
	 * @param what begins the text of a refusal, such as {@code Publishing to topic 'x'}
	 * @param call makes the attempts by a deadline
	 * @throws TransportException if too many wait, or if the broker is away: the call was
	 * not made then
	 */
	<T> T publish(String what, Function<Deadline, T> call) {
		if (!this.free.tryAcquire()) {
			this.refusedBusy.increment();
			throw busy(what);
		}
		try {
			return known(what, publishDeadline(), call);
		}
		finally {
			this.free.release();
		}
	}

	/**
	 * Publishes without a waiting caller, so that their number is no limit.
	 * @return the result; a refusal completes it
	 */
	<T> CompletableFuture<T> publishAsync(String what, Function<Deadline, CompletableFuture<T>> call) {
		Object token = new Object();
		if (!this.presence.letThrough(token)) {
			this.refusedAway.increment();
			return CompletableFuture.failedFuture(away(what));
		}
		long start = this.nanos.getAsLong();
		CompletableFuture<T> result;
		try {
			result = call.apply(Deadline.in(this.limits.timeout()));
		}
		catch (RuntimeException | Error ex) {
			ended(token, start, ex);
			throw ex;
		}
		CompletableFuture<?> unused = result.whenComplete((value, failure) -> ended(token, start, failure));
		return result;
	}

	/**
	 * Makes a call for a caller who has done the work already, and whom somebody else
	 * relieves of it: shortly, and not in vain.
	 */
	void briefly(String what, Function<Deadline, Boolean> call) {
		known(what, Deadline.in(this.limits.transactionTimeout()), call);
	}

	/**
	 * Makes a call that is made in any case, and learns from it.
	 */
	<T> T observed(Deadline deadline, Function<Deadline, T> call) {
		return ended(new Object(), deadline, call);
	}

	Deadline deadline() {
		return Deadline.in(this.limits.timeout());
	}

	private Deadline publishDeadline() {
		return Deadline.in(TransactionSynchronizationManager.isActualTransactionActive()
				? this.limits.transactionTimeout() : this.limits.timeout());
	}

	private <T> T known(String what, Deadline deadline, Function<Deadline, T> call) {
		Object token = new Object();
		if (!this.presence.letThrough(token)) {
			this.refusedAway.increment();
			throw away(what);
		}
		return ended(token, deadline, call);
	}

	private <T> T ended(Object token, Deadline deadline, Function<Deadline, T> call) {
		long start = this.nanos.getAsLong();
		T result;
		try {
			result = call.apply(deadline);
		}
		catch (RuntimeException | Error ex) {
			ended(token, start, ex);
			throw ex;
		}
		ended(token, start, null);
		return result;
	}

	private void ended(Object token, long start, @Nullable Throwable failure) {
		boolean answered = failure == null || (failure instanceof RocketMqHttpException
				&& !(failure instanceof TransportException unanswered && unanswered.getHttpStatus() == 0));
		if (answered) {
			this.presence.answered();
		}
		else if (failure instanceof TransportException transport && transport.isRetryable()) {
			this.presence.unanswered(token, start);
		}
		else {
			this.presence.undecided(token);
		}
	}

	private TransportException busy(String what) {
		return new TransportException(what + " was not tried, because " + this.limits.maxConcurrent()
				+ " callers wait for the broker already, the most that rocketmq-http.client.publish.max-concurrent"
				+ " allows. Call again later; raise the limit if the broker answers quickly.", null, true, false);
	}

	private TransportException away(String what) {
		Duration away = this.presence.awayFor();
		return new TransportException(what + " was not tried, because the broker does not answer: calls fail at once"
				+ ((away != null) ? " since " + away.toSeconds() + " s" : "")
				+ ", and one is let through now and then to find out whether it is back. Check the broker and the"
				+ " network, and call again later.", null, true, false);
	}

	PublishStatus status() {
		return new PublishStatus(this.limits.maxConcurrent() - this.free.availablePermits(),
				this.limits.maxConcurrent(), this.presence.awayFor(), this.refusedBusy.sum(), this.refusedAway.sum());
	}

}
