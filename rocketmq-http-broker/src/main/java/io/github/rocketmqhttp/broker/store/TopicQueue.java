package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic: messages on their way from publisher to consumer groups. Every step takes
 * the topic's lock, first does what time has made due, and ends by serving waiting polls.
 */
final class TopicQueue {

	/** What a topic costs beside its messages and groups. */
	static final int OVERHEAD = 4096;

	/** When polls are tried again that could not be served for want of memory. */
	private static final Duration BREATH = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger(TopicQueue.class);

	private final TopicId id;

	private final StoreContext context;

	private final TopicPolicy policy;

	private final TopicGuard guard = new TopicGuard();

	private final MessageLog log = new MessageLog();

	private final ScheduledMessages scheduled = new ScheduledMessages();

	private final HalfMessages halves;

	private final ConsumerGroups groups;

	private final List<PollSource> sources;

	private final TopicAlarm alarm;

	private final TopicHistory history;

	private long arrivals;

	private boolean closed;

	TopicQueue(TopicId id, TopicType type, StoreContext context) {
		this.id = id;
		this.context = context;
		this.policy = new TopicPolicy(id, type, context.settings().strictTopics());
		this.halves = new HalfMessages(id, context);
		this.groups = new ConsumerGroups(id, context, this.log, this::deadLetter);
		this.sources = List.of(this.halves, this.groups);
		this.alarm = new TopicAlarm(context.timer(), this::wake);
		this.history = new TopicHistory(id, context.memory());
	}

	TopicPolicy policy() {
		return this.policy;
	}

	/**
	 * Stores a message whose memory is reserved.
	 */
	PublishReceipt publish(IncomingMessage incoming) {
		return work((now) -> {
			StoredMessage message = new StoredMessage(this.context.identifiers().nextMessageId(), now, incoming);
			String handle = null;
			this.policy.stored(incoming.kind());
			Instant deliverAt = incoming.deliverAt();
			Duration immunityTime = incoming.immunityTime();
			if (immunityTime != null) {
				handle = this.halves.add(message, immunityTime);
			}
			else if (deliverAt != null && deliverAt.isAfter(now)) {
				this.scheduled.add(deliverAt, message);
			}
			else {
				this.log.append(message, now);
			}
			logger.debug("Stored {} {} in topic {}", incoming.kind(), message.id(), this.id);
			return new PublishReceipt(message.id(), message.bodyMd5(), handle, null);
		});
	}

	/**
	 * Stores a message that a group could not consume.
	 */
	void appendDeadLetter(StoredMessage message) {
		work((now) -> {
			this.context.memory().reserve(message.size());
			this.log.append(message, now);
			return message;
		});
	}

	/**
	 * Answers a poll now or later.
	 * @param answer called exactly once, on any thread and without a lock
	 * @return the poll, with which it can be cancelled
	 */
	WaitingPoll poll(PollRequest request, Consumer<List<ReceivedMessage>> answer) {
		if (this.context.answers().isUsedUp()) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
					"The broker's memory for answers is full of answers that clients do not read; come back later.");
		}
		return work((now) -> {
			WaitingPoll poll = new WaitingPoll(request, this.arrivals++, answer);
			source(request).takeBackExpired(request.consumerGroup(), now);
			if (!serve(poll, now)) {
				if (request.waitTime().isZero() || this.closed) {
					this.guard.afterwards(() -> poll.answer(List.of()));
				}
				else {
					wait(poll);
				}
			}
			return poll;
		});
	}

	private void wait(WaitingPoll poll) {
		source(poll.request()).startWaiting(poll);
		poll.timeout(this.alarm.after(poll.request().waitTime(), () -> {
			if (cancel(poll)) {
				poll.answer(List.of());
			}
		}));
	}

	/**
	 * Ends a poll without an answer.
	 * @return whether it was still waiting
	 */
	boolean cancel(WaitingPoll poll) {
		return this.guard.call(() -> {
			boolean waited = source(poll.request()).stopWaiting(poll);
			if (waited) {
				poll.forgetTimeout();
			}
			return waited;
		});
	}

	private boolean serve(WaitingPoll poll, Instant now) {
		if (this.context.answers().isUsedUp()) {
			this.alarm.set(now.plus(BREATH), now);
			return false;
		}
		PollSource source = source(poll.request());
		List<Delivery> deliveries = source.deliver(poll.request(), now);
		if (deliveries.isEmpty()) {
			return false;
		}
		String scope = source.handleScope(poll.request().consumerGroup());
		this.guard.afterwards(() -> poll.answer(
				deliveries.stream().map((delivery) -> delivery.toReceived(this.context.handles(), scope)).toList()));
		return true;
	}

	private PollSource source(PollRequest request) {
		return (request.kind() == PollRequest.Kind.HALF) ? this.halves : this.groups;
	}

	/**
	 * Acknowledges deliveries.
	 * @return the refused handles
	 */
	List<Failure> acknowledge(String consumerGroup, Set<String> handles) {
		return work((now) -> {
			this.groups.takeBackExpired(consumerGroup, now);
			return this.context.handles()
				.use(this.groups.handleScope(consumerGroup), handles,
						(parsed) -> this.groups.acknowledge(consumerGroup, parsed.number()));
		});
	}

	/**
	 * Decides about half messages.
	 * @return the refused handles
	 */
	List<Failure> decide(Set<String> handles, boolean commit) {
		return work((now) -> this.context.handles().use(this.halves.handleScope(), handles, (parsed) -> {
			HalfMessage half = this.halves.decide(parsed, now);
			if (half != null) {
				logger.debug("{} half message {} of topic {}", commit ? "Committed" : "Rolled back", parsed.messageId(),
						this.id);
				end(half, commit, now);
			}
			return half != null;
		}));
	}

	private void end(HalfMessage half, boolean commit, Instant now) {
		if (commit) {
			this.log.append(half.message(), now);
			this.history.committed(half);
		}
		else {
			this.context.memory().release(half.message().size());
			this.history.rolledBack(half);
		}
	}

	/**
	 * Undoes deliveries that never reached their client.
	 */
	void undeliver(PollRequest request, List<String> handles) {
		work((now) -> {
			PollSource source = source(request);
			String group = request.consumerGroup();
			for (String handle : handles) {
				ReceiptHandles.Parsed parsed = this.context.handles().read(source.handleScope(group), handle);
				if (parsed != null) {
					source.undeliver(group, parsed, now);
				}
			}
			return handles;
		});
	}

	private void deadLetter(ConsumerGroup group, PendingMessage exhausted) {
		TopicId target = this.id.deadLetters(group.name());
		logger.warn("Group {} did not acknowledge message {} of topic {} in {} deliveries; moved to {}", group.name(),
				exhausted.message().id(), this.id, exhausted.consumedTimes(), target);
		this.history.deadLettered(exhausted, group.name());
		this.guard.afterwards(() -> this.context.deadLetters().accept(target, exhausted.message()));
	}

	private <T> T work(Function<Instant, T> step) {
		return this.guard.call(() -> {
			Instant now = this.context.clock().instant();
			settle(now);
			T result = step.apply(now);
			serveWaiting(now);
			return result;
		});
	}

	private void settle(Instant now) {
		StoredMessage due = this.scheduled.removeDue(now);
		while (due != null) {
			this.log.append(due, now);
			due = this.scheduled.removeDue(now);
		}
		HalfMessage abandoned = this.halves.removeAbandoned(now);
		while (abandoned != null) {
			logger.info("Nobody decided about half message {} of topic {} within {} after its first check; "
					+ "rolled back", abandoned.message().id(), this.id, HalfMessages.CHECK_PERIOD);
			end(abandoned, false, now);
			abandoned = this.halves.removeAbandoned(now);
		}
		for (MessageLog.Entry old : this.log.removeOlderThan(this.context.settings().retention(), now)) {
			this.groups.forget(old);
			this.context.memory().release(old.message().size());
		}
		this.groups.takeBackExpiredForWaiting(now);
	}

	private void serveWaiting(Instant now) {
		for (PollSource source : this.sources) {
			source.serveWaiting((poll) -> serve(poll, now));
			source.nextDeliveries((due) -> this.alarm.set(due, now));
		}
		if (!this.groups.nobodyWaits()) {
			this.alarm.set(this.scheduled.nextDelivery(), now);
		}
	}

	/**
	 * Does what time has made due, for all groups.
	 */
	void wake() {
		work((now) -> {
			this.alarm.reset();
			this.groups.takeBackExpired(now);
			return now;
		});
	}

	/**
	 * Frees memory: what every group has finished with, oldest first, then what is kept
	 * for assertions only.
	 * @return the freed bytes
	 */
	long reclaim(long bytes) {
		return this.guard.call(() -> {
			long freed = 0;
			while (freed < bytes) {
				StoredMessage removed = this.log.removeFinished();
				if (removed == null) {
					break;
				}
				this.context.memory().release(removed.size());
				freed += removed.size();
			}
			return freed + this.history.reclaim(bytes - freed);
		});
	}

	/**
	 * Forgets all messages and what became of them; polls go on waiting.
	 */
	void clear() {
		work((now) -> {
			this.halves.drain().forEach((half) -> this.context.memory().release(half.message().size()));
			this.scheduled.drain().forEach((message) -> this.context.memory().release(message.size()));
			this.log.removeOlderThan(Duration.ZERO, now)
				.forEach((entry) -> this.context.memory().release(entry.message().size()));
			this.groups.clear();
			this.history.clear();
			return now;
		});
	}

	/**
	 * Answers all waiting polls and lets none wait any more.
	 */
	void close() {
		this.guard.call(() -> {
			this.closed = true;
			List<WaitingPoll> waiting = this.sources.stream()
				.flatMap((source) -> source.drainWaiting().stream())
				.toList();
			waiting.forEach((poll) -> this.guard.afterwards(() -> poll.answer(List.of())));
			return waiting;
		});
	}

	TopicView view() {
		return work((now) -> new TopicView(this.id.topic(), this.policy.type(), this.halves.views(),
				this.halves.inDoubtViews(now), views(this.scheduled.all()), views(this.log.newest(History.MAX_SIZE)),
				this.history.committed(), this.history.rolledBack(), this.history.deadLettered(), this.groups.views()));
	}

	private List<MessageView> views(List<StoredMessage> messages) {
		return messages.stream().map((message) -> MessageView.of(message, this.id, 0, null)).toList();
	}

}
