package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.AsyncRetry;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.listener.Delivery.Receipt;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends acknowledgements without blocking whoever asks for them, and remembers those that
 * are under way. Safe for concurrent use.
 */
final class Acknowledgements {

	private static final Logger logger = LoggerFactory.getLogger(Acknowledgements.class);

	/**
	 * A lost acknowledgement costs a second delivery, minutes later: worth a few more
	 * tries, but not the time of the next message.
	 */
	private static final RetrySettings RETRY = new RetrySettings(5, Duration.ofMillis(100), 2, Duration.ofSeconds(2));

	private final RocketMqHttpClient client;

	private final ConsumeRequest source;

	private final DeliveryCounters counters;

	private final InstantSource clock;

	private final AsyncRetry retry = new AsyncRetry(RETRY);

	private final AtomicLong number = new AtomicLong();

	private final Map<Long, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

	Acknowledgements(RocketMqHttpClient client, ConsumeRequest source, DeliveryCounters counters, InstantSource clock) {
		this.client = client;
		this.source = source;
		this.counters = counters;
		this.clock = clock;
	}

	/**
	 * Starts to acknowledge and returns at once. What fails is logged here.
	 * @param receipts at least one; each request takes up to 16
	 */
	CompletableFuture<Void> acknowledge(List<Receipt> receipts) {
		List<CompletableFuture<Void>> requests = new ArrayList<>(1);
		for (int i = 0; i < receipts.size(); i += ProtocolLimits.MAX_BATCH_SIZE) {
			requests.add(send(receipts.subList(i, Math.min(i + ProtocolLimits.MAX_BATCH_SIZE, receipts.size()))));
		}
		return (requests.size() == 1) ? requests.get(0)
				: CompletableFuture.allOf(requests.toArray(CompletableFuture<?>[]::new));
	}

	private CompletableFuture<Void> send(List<Receipt> receipts) {
		List<String> handles = receipts.stream().map(Receipt::handle).toList();
		Set<String> late = receipts.stream()
			.filter((receipt) -> receipt.isOver(this.clock.instant()))
			.map(Receipt::handle)
			.collect(Collectors.toSet());
		late.forEach((handle) -> this.counters.outlived());
		CompletableFuture<Void> request;
		try {
			request = this.retry
				.call(() -> this.client.acknowledgeAsync(this.source.topic(), this.source.consumerGroup(), handles));
		}
		catch (RuntimeException ex) {
			request = CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<Void> reported = request.whenComplete((nothing, failure) -> report(receipts, late, failure));
		Long key = this.number.incrementAndGet();
		this.underWay.put(key, reported);
		CompletableFuture<Void> unused = reported.whenComplete((nothing, failure) -> this.underWay.remove(key));
		return reported;
	}

	/**
	 * Waits until so few requests are under way that their number stays bounded. Bounded
	 * itself, because every attempt is.
	 */
	void awaitFewerThan(int limit) {
		CompletableFuture<?>[] all = all();
		while (all.length >= limit) {
			try {
				CompletableFuture.anyOf(all).get();
			}
			catch (ExecutionException ex) {
				logger.debug("An acknowledgement of topic {} was refused", this.source.topic());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			all = all();
		}
	}

	/**
	 * Waits for what is under way. An interrupt ends the wait, not the requests.
	 * @return whether all were answered in time
	 */
	boolean flush(Duration timeout) {
		try {
			CompletableFuture.allOf(all()).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (ExecutionException ex) {
			logger.debug("Not every acknowledgement of topic {} was accepted", this.source.topic());
			return true;
		}
		catch (TimeoutException ex) {
			logger.warn("{} acknowledgement(s) of topic {} are not answered within {} s; messages may come again",
					this.underWay.size(), this.source.topic(), timeout.toMillis() / 1000.0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.warn("Interrupted while acknowledging messages of topic {}; some may be delivered again",
					this.source.topic());
		}
		return false;
	}

	private CompletableFuture<?>[] all() {
		return this.underWay.values().toArray(CompletableFuture<?>[]::new);
	}

	private void report(List<Receipt> receipts, Set<String> late, @Nullable Throwable failure) {
		if (failure instanceof AcknowledgeException refused) {
			Map<String, Receipt> byHandle = receipts.stream()
				.collect(Collectors.toMap(Receipt::handle, Function.identity(), (first, second) -> first));
			refused.getFailures().forEach((one) -> report(one, byHandle, late, refused));
		}
		else if (failure != null) {
			logger.warn("Could not acknowledge messages {} of topic {}, group {}; they will be delivered again: {}",
					ids(receipts), this.source.topic(), this.source.consumerGroup(), failure.toString());
		}
		else {
			logger.debug("Acknowledged messages {} of topic {}", ids(receipts), this.source.topic());
		}
	}

	private void report(AcknowledgeException.Failure failure, Map<String, Receipt> byHandle, Set<String> late,
			AcknowledgeException refused) {
		Receipt receipt = byHandle.get(failure.receiptHandle());
		// Some answers do not name the handle.
		String id = (receipt != null) ? receipt.messageId() : ids(List.copyOf(byHandle.values()));
		if (!ErrorCode.MESSAGE_NOT_EXIST.wireName().equals(failure.errorCode())) {
			logger.warn("The acknowledgement of message {} of topic {}, group {} was refused; it will be delivered"
					+ " again: {}", id, this.source.topic(), this.source.consumerGroup(), failure.errorCode());
			return;
		}
		// After an answer that was lost, the handle is most likely used, not over.
		if (refused.getSuppressed().length == 0 && !late.contains(failure.receiptHandle())) {
			this.counters.outlived();
		}
		logger.debug("The acknowledgement of message {} of topic {} came too late or twice; it may be delivered again",
				id, this.source.topic());
	}

	private static String ids(List<Receipt> receipts) {
		return receipts.stream().map(Receipt::messageId).collect(Collectors.joining(", "));
	}

}
