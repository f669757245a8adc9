package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic: messages on their way from publisher to consumer groups. Every public step
 * takes the topic's lock, first does what time has made due, and ends by serving waiting
 * polls.
 */
final class TopicQueue {

	private static final Logger logger = LoggerFactory.getLogger(TopicQueue.class);

	/** Keeps a client that makes up names from filling the memory. */
	private static final int MAX_GROUPS = 10_000;

	private final TopicId id;

	private final TopicType type;

	private final StoreContext context;

	private final TopicGuard guard = new TopicGuard();

	private final MessageLog log = new MessageLog();

	private final Queue<ScheduledMessage> scheduled = new PriorityQueue<>(Comparator.naturalOrder());

	private final HalfMessages halves = new HalfMessages();

	private final Map<String, ConsumerGroup> groups = new HashMap<>();

	private final Set<ConsumerGroup> groupsWaiting = new LinkedHashSet<>();

	private final WaitingPolls halfPolls = new WaitingPolls();

	private final TopicAlarm alarm;

	private final TopicHistory history;

	private @Nullable MessageKind firstKind;

	private boolean kindsMixed;

	private long arrivals;

	private boolean closed;

	TopicQueue(TopicId id, TopicType type, StoreContext context) {
		this.id = id;
		this.type = type;
		this.context = context;
		this.alarm = new TopicAlarm(context.timer(), this::wake);
		this.history = new TopicHistory(id, context.memory());
	}

	TopicType type() {
		return this.type;
	}

	/**
	 * Refuses a message that the topic does not take.
	 */
	void requireFits(IncomingMessage message) {
		if (this.id.isDeadLetterTopic()) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
					"The topic " + this.id.topic() + " is kept for dead letters; publish to another one.");
		}
		if (!this.type.accepts(message.kind())) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The topic " + this.id.topic() + " is of type "
					+ this.type.name().toLowerCase(Locale.ROOT) + " and does not take " + message.kind() + ".");
		}
	}

	/**
	 * Stores a message whose memory is reserved.
	 */
	PublishReceipt publish(IncomingMessage incoming) {
		return work((now) -> {
			StoredMessage message = new StoredMessage(this.context.identifiers().nextMessageId(), now, incoming);
			String handle = null;
			noteKind(incoming.kind());
			Instant deliverAt = incoming.deliverAt();
			Duration immunityTime = incoming.immunityTime();
			if (immunityTime != null) {
				HalfMessage half = new HalfMessage(message, immunityTime, this.context.handles().nextNumber());
				this.halves.add(half);
				handle = this.context.handles().write(halfScope(), message.id(), half.handleNumber());
			}
			else if (deliverAt != null && deliverAt.isAfter(now)) {
				this.scheduled.add(new ScheduledMessage(deliverAt, this.arrivals++, message));
			}
			else {
				this.log.append(message, now);
			}
			logger.debug("Stored {} {} in topic {}", incoming.kind(), message.id(), this.id);
			return new PublishReceipt(message.id(), message.bodyMd5(), handle, null);
		});
	}

	private void noteKind(MessageKind kind) {
		if (this.firstKind == null) {
			this.firstKind = kind;
		}
		else if (kind != this.firstKind && !this.kindsMixed) {
			this.kindsMixed = true;
			logger.warn("The undeclared topic {} took {} first and now {}; the real service would refuse that. "
					+ "Declare the topic with its type.", this.id, this.firstKind, kind);
		}
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
		return work((now) -> {
			WaitingPoll poll = new WaitingPoll(request, this.arrivals++, answer);
			if (request.kind() != PollRequest.Kind.HALF) {
				takeBackExpired(group(request.consumerGroup()), now);
			}
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
		if (poll.request().kind() == PollRequest.Kind.HALF) {
			this.halfPolls.add(poll);
		}
		else {
			ConsumerGroup group = group(poll.request().consumerGroup());
			group.waiting().add(poll);
			this.groupsWaiting.add(group);
		}
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
		return work((now) -> {
			if (poll.request().kind() == PollRequest.Kind.HALF) {
				return this.halfPolls.remove(poll);
			}
			ConsumerGroup group = group(poll.request().consumerGroup());
			boolean removed = group.waiting().remove(poll);
			if (group.waiting().isEmpty()) {
				this.groupsWaiting.remove(group);
			}
			return removed;
		});
	}

	private ConsumerGroup group(String name) {
		ConsumerGroup group = this.groups.get(name);
		if (group == null) {
			if (this.groups.size() >= MAX_GROUPS) {
				throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
						"The topic " + this.id.topic() + " has " + MAX_GROUPS + " consumer groups already.");
			}
			group = new ConsumerGroup(name, this.log);
			this.groups.put(name, group);
			this.log.groupAdded();
		}
		return group;
	}

	private boolean serve(WaitingPoll poll, Instant now) {
		PollRequest request = poll.request();
		List<Delivery> deliveries = (request.kind() == PollRequest.Kind.HALF) ? check(request.batchSize(), now)
				: deliver(request, now);
		if (deliveries.isEmpty()) {
			return false;
		}
		String scope = (request.kind() == PollRequest.Kind.HALF) ? halfScope() : groupScope(request.consumerGroup());
		this.guard.afterwards(() -> poll.answer(
				deliveries.stream().map((delivery) -> delivery.toReceived(this.context.handles(), scope)).toList()));
		return true;
	}

	private List<Delivery> deliver(PollRequest request, Instant now) {
		ConsumerGroup group = group(request.consumerGroup());
		boolean ordered = request.kind() == PollRequest.Kind.ORDERED;
		Duration invisible = ordered ? this.context.settings().orderedInvisibleTime()
				: this.context.settings().invisibleTime();
		List<Delivery> deliveries = new ArrayList<>();
		for (PendingMessage pending : group.take(request.filter(), request.batchSize(), ordered)) {
			group.deliver(pending, this.context.handles().nextNumber(), now, invisible);
			deliveries.add(Delivery.of(pending));
		}
		return deliveries;
	}

	private List<Delivery> check(int max, Instant now) {
		List<Delivery> checks = new ArrayList<>();
		for (HalfMessage half : this.halves.takeDue(max, now)) {
			half.check(this.context.handles().nextNumber(), now, this.context.settings().checkInterval());
			this.halves.checked(half);
			checks.add(Delivery.of(half));
		}
		return checks;
	}

	/**
	 * Acknowledges deliveries.
	 * @return the refused handles
	 */
	List<Failure> acknowledge(String consumerGroup, Set<String> handles) {
		return work((now) -> {
			ConsumerGroup group = this.groups.get(consumerGroup);
			if (group != null) {
				takeBackExpired(group, now);
			}
			return forEachHandle(groupScope(consumerGroup), handles, (parsed) -> {
				PendingMessage done = (group != null) ? group.acknowledge(parsed.number()) : null;
				if (done != null) {
					this.log.finished(done.offset(), this.groups.size());
				}
				return done != null;
			});
		});
	}

	/**
	 * Decides about half messages.
	 * @return the refused handles
	 */
	List<Failure> decide(Set<String> handles, boolean commit) {
		return work((now) -> forEachHandle(halfScope(), handles, (parsed) -> {
			HalfMessage half = this.halves.decide(parsed.messageId(), parsed.number(), now);
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

	private List<Failure> forEachHandle(String scope, Set<String> handles,
			Function<ReceiptHandles.Parsed, Boolean> action) {
		List<Failure> failures = new ArrayList<>();
		for (String handle : handles) {
			ReceiptHandles.Parsed parsed = this.context.handles().read(scope, handle);
			if (parsed == null) {
				failures.add(MessageStore.unknownHandle(handle));
			}
			else if (!action.apply(parsed)) {
				failures.add(new Failure(handle, ErrorCode.MESSAGE_NOT_EXIST.wireName(),
						"The receipt handle has expired or was used already."));
			}
		}
		return failures;
	}

	/**
	 * Undoes deliveries that never reached their client.
	 */
	void undeliver(PollRequest request, List<String> handles) {
		boolean half = request.kind() == PollRequest.Kind.HALF;
		String scope = half ? halfScope() : groupScope(request.consumerGroup());
		work((now) -> {
			ConsumerGroup group = this.groups.get(request.consumerGroup());
			for (String handle : handles) {
				ReceiptHandles.Parsed parsed = this.context.handles().read(scope, handle);
				if (parsed != null && half) {
					this.halves.uncheck(parsed.messageId(), parsed.number(), now);
				}
				else if (parsed != null && group != null) {
					group.undeliver(parsed.number());
				}
			}
			return handles;
		});
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
		while (!this.scheduled.isEmpty() && !this.scheduled.element().deliverAt().isAfter(now)) {
			this.log.append(this.scheduled.remove().message(), now);
		}
		HalfMessage abandoned = this.halves.removeAbandoned(now);
		while (abandoned != null) {
			logger.info("Nobody decided about half message {} of topic {} within {} after its first check; "
					+ "rolled back", abandoned.message().id(), this.id, HalfMessages.CHECK_PERIOD);
			end(abandoned, false, now);
			abandoned = this.halves.removeAbandoned(now);
		}
		for (MessageLog.Entry old : this.log.removeOlderThan(this.context.settings().retention(), now)) {
			this.groups.values().forEach((group) -> group.forget(old));
			this.context.memory().release(old.message().size());
		}
		this.groupsWaiting.forEach((group) -> takeBackExpired(group, now));
	}

	private void takeBackExpired(ConsumerGroup group, Instant now) {
		int max = this.id.isDeadLetterTopic() ? Integer.MAX_VALUE : this.context.settings().maxDeliveries();
		for (PendingMessage exhausted : group.takeBackExpired(now, max)) {
			logger.warn("Group {} did not acknowledge message {} of topic {} in {} deliveries; moved to {}",
					group.name(), exhausted.message().id(), this.id, exhausted.consumedTimes(),
					this.id.deadLetters(group.name()));
			this.history.deadLettered(exhausted, group.name());
			this.guard.afterwards(
					() -> this.context.deadLetters().accept(this.id.deadLetters(group.name()), exhausted.message()));
			this.log.finished(exhausted.offset(), this.groups.size());
		}
	}

	private void serveWaiting(Instant now) {
		this.halfPolls.serve((poll) -> serve(poll, now));
		this.groupsWaiting.removeIf((group) -> {
			group.waiting().serve((poll) -> serve(poll, now));
			return group.waiting().isEmpty();
		});
		setAlarm(now);
	}

	private void setAlarm(Instant now) {
		if (!this.halfPolls.isEmpty()) {
			this.alarm.set(this.halves.nextCheck(), now);
		}
		if (!this.groupsWaiting.isEmpty()) {
			this.alarm.set(this.scheduled.isEmpty() ? null : this.scheduled.element().deliverAt(), now);
			this.groupsWaiting.forEach((group) -> this.alarm.set(group.nextReturn(), now));
		}
	}

	/**
	 * Does what time has made due, for all groups.
	 */
	void wake() {
		work((now) -> {
			this.alarm.reset();
			this.groups.values().forEach((group) -> takeBackExpired(group, now));
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
	 * Answers all waiting polls and lets none wait any more.
	 */
	void close() {
		this.guard.call(() -> {
			this.closed = true;
			List<WaitingPoll> waiting = new ArrayList<>(this.halfPolls.drain());
			this.groupsWaiting.forEach((group) -> waiting.addAll(group.waiting().drain()));
			waiting.forEach((poll) -> this.guard.afterwards(() -> poll.answer(List.of())));
			return waiting;
		});
	}

	TopicView view() {
		return work((now) -> {
			List<MessageView> half = halfViews((message) -> true);
			List<MessageView> inDoubt = halfViews((message) -> !message.firstCheck().isAfter(now));
			List<ConsumerGroupView> views = this.groups.values().stream().map(ConsumerGroup::view).toList();
			return new TopicView(this.id.topic(), this.type, half, inDoubt, this.history.committed(),
					this.history.rolledBack(), this.history.deadLettered(), views);
		});
	}

	private List<MessageView> halfViews(Predicate<HalfMessage> wanted) {
		return this.halves.all()
			.stream()
			.filter(wanted)
			.map((half) -> MessageView.of(half.message(), this.id, half.checks(), null))
			.toList();
	}

	private String halfScope() {
		return this.id + "/half";
	}

	private String groupScope(String consumerGroup) {
		return this.id + "/group/" + consumerGroup;
	}

	/**
	 * A message whose time has not come.
	 */
	private record ScheduledMessage(Instant deliverAt, long arrival,
			StoredMessage message) implements Comparable<ScheduledMessage> {

		@Override
		public int compareTo(ScheduledMessage other) {
			int byTime = this.deliverAt.compareTo(other.deliverAt);
			return (byTime != 0) ? byTime : Long.compare(this.arrival, other.arrival);
		}

	}

}
