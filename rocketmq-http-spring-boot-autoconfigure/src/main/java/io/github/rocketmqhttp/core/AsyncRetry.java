package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.ExponentialBackOffPolicy;

/**
 * Tries asynchronous calls again by the numbers of the blocking retry template. No thread
 * waits: neither for an answer nor for the next attempt.
 */
public final class AsyncRetry {

	/** Lets an attempt that ends by itself say how it failed. */
	private static final Duration GRACE = Duration.ofMillis(100);

	private final RetrySettings settings;

	/**
	 * Creates the retry.
	 * @param settings how often and how long
	 */
	public AsyncRetry(RetrySettings settings) {
		this.settings = settings;
	}

	/**
	 * Starts a call. Cancelling the result aborts the attempt that is under way, and no
	 * other follows.
	 * @param attempt starts one attempt; what the first one throws is thrown here, what a
	 * later one throws completes the result
	 * @param <T> type of the answer
	 * @return the first answer, or the last failure
	 */
	public <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> attempt) {
		return call(Deadline.NONE, (left) -> attempt.get(), IllegalStateException::new);
	}

	/**
	 * Starts a call that ends by a deadline.
	 * @param attempt gets the time that is left for it, {@code null} if that is no matter
	 * @param outOfTime makes the failure of a call whose attempt does not end by itself
	 */
	<T> CompletableFuture<T> call(Deadline deadline, Function<@Nullable Duration, CompletableFuture<T>> attempt,
			Supplier<? extends RuntimeException> outOfTime) {
		Call<T> call = new Call<>(this.settings, deadline, attempt);
		call.start();
		call.endInTime(outOfTime);
		return call.result;
	}

	private static final class Call<T> {

		private final RetrySettings settings;

		private final Deadline deadline;

		private final Function<@Nullable Duration, CompletableFuture<T>> attempt;

		private final CompletableFuture<T> result = new CompletableFuture<>();

		private final Attempts attempts = new Attempts();

		private final AtomicLong delay = new AtomicLong();

		private final ExponentialBackOffPolicy policy;

		private final @Nullable BackOffContext backOff;

		private volatile @Nullable CompletableFuture<T> underWay;

		Call(RetrySettings settings, Deadline deadline, Function<@Nullable Duration, CompletableFuture<T>> attempt) {
			this.settings = settings;
			this.deadline = deadline;
			this.attempt = attempt;
			this.policy = RetryPolicies.backOffPolicy(settings);
			// The policy computes the wait; instead of sleeping it is scheduled.
			this.policy.setSleeper(this.delay::set);
			this.backOff = this.policy.start(null);
			CompletableFuture<T> unused = this.result.whenComplete((answer, failure) -> abortIfCancelled());
		}

		void start() {
			CompletableFuture<T> started = this.attempt.apply(this.deadline.left());
			this.underWay = started;
			abortIfCancelled();
			CompletableFuture<T> unused = started.whenComplete(this::ended);
		}

		/**
		 * Ends the call at its deadline. Each attempt knows that and ends before as a
		 * rule.
		 */
		void endInTime(Supplier<? extends RuntimeException> outOfTime) {
			Duration left = this.deadline.left();
			if (left == null || this.result.isDone()) {
				return;
			}
			CompletableFuture<Boolean> timer = new CompletableFuture<>();
			CompletableFuture<?> unused = timer.thenAccept((over) -> {
				CompletableFuture<T> running = this.underWay;
				if (this.result.completeExceptionally(outOfTime.get()) && running != null) {
					running.cancel(true);
				}
			});
			unused = this.result.whenComplete((answer, failure) -> timer.cancel(false));
			unused = timer.completeOnTimeout(true, left.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
		}

		private void abortIfCancelled() {
			CompletableFuture<T> running = this.underWay;
			if (this.result.isCancelled() && running != null) {
				running.cancel(true);
			}
		}

		private void ended(@Nullable T answer, @Nullable Throwable failure) {
			if (failure == null) {
				complete(answer);
				return;
			}
			try {
				failed((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure);
			}
			catch (RuntimeException | Error ex) {
				this.result.completeExceptionally(ex);
			}
		}

		private void failed(Throwable cause) {
			this.attempts.failed(cause);
			if (this.attempts.count() < this.settings.maxAttempts() && RetryPolicies.isRetryable(cause)) {
				this.policy.backOff(this.backOff);
				if (!this.deadline.allows(Duration.ofMillis(this.delay.get()))) {
					this.result.completeExceptionally(cause);
					return;
				}
				Executor later = CompletableFuture.delayedExecutor(this.delay.get(), TimeUnit.MILLISECONDS);
				later.execute(this::startAgain);
			}
			else {
				this.result.completeExceptionally(cause);
			}
		}

		@SuppressWarnings("NullAway") // a future of Void is completed with null
		private void complete(@Nullable T answer) {
			this.result.complete(answer);
		}

		private void startAgain() {
			if (this.result.isDone()) {
				return;
			}
			try {
				start();
			}
			catch (RuntimeException | Error ex) {
				this.result.completeExceptionally(ex);
			}
		}

	}

}
