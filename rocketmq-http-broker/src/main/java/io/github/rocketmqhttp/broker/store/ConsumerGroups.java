package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.rocketmqhttp.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer groups of a topic. Guarded by the topic's lock.
 */
final class ConsumerGroups implements PollSource {

	private static final Logger logger = LoggerFactory.getLogger(ConsumerGroups.class);

	/** Keeps a client that makes up names from filling the memory. */
	private static final int MAX_GROUPS = 10_000;

	private final TopicId topic;

	private final StoreContext context;

	private final MessageLog log;

	private final BiConsumer<ConsumerGroup, PendingMessage> deadLetters;

	private final Map<String, ConsumerGroup> groups = new HashMap<>();

	private final Set<ConsumerGroup> waiting = new LinkedHashSet<>();

	/**
	 * Creates an empty set of groups.
	 * @param topic whose groups
	 * @param context settings and handles
	 * @param log what there is to consume
	 * @param deadLetters takes what a group could not consume
	 */
	ConsumerGroups(TopicId topic, StoreContext context, MessageLog log,
			BiConsumer<ConsumerGroup, PendingMessage> deadLetters) {
		this.topic = topic;
		this.context = context;
		this.log = log;
		this.deadLetters = deadLetters;
	}

	/**
	 * Finds a group or lets it come into being.
	 */
	ConsumerGroup get(String name) {
		ConsumerGroup group = this.groups.get(name);
		if (group == null) {
			if (this.groups.size() >= MAX_GROUPS) {
				throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
						"The topic " + this.topic.topic() + " has " + MAX_GROUPS + " consumer groups already.");
			}
			this.context.names().reserve("consumer groups", ConsumerGroup.OVERHEAD);
			group = new ConsumerGroup(name, this.log);
			this.groups.put(name, group);
			this.log.groupAdded();
		}
		return group;
	}

	@Override
	public String handleScope(String consumerGroup) {
		return this.topic + "/group/" + consumerGroup;
	}

	@Override
	public List<Delivery> deliver(PollRequest request, Instant now) {
		ConsumerGroup group = get(request.consumerGroup());
		boolean ordered = request.kind() == PollRequest.Kind.ORDERED;
		Duration invisible = ordered ? this.context.settings().orderedInvisibleTime()
				: this.context.settings().invisibleTime();
		if (group.beginsToMix(request.filter())) {
			logger
				.warn("Group {} polls topic {} with different tag filters: each passes over the messages of the others,"
						+ " so messages are lost, as in the service. Let all consumers of a group have the same filter",
						group.name(), this.topic);
		}
		Batch batch = new Batch(request.batchSize(), this.context.answers().perAnswer());
		group.take(request.filter(), batch, ordered, this::pass);
		List<Delivery> deliveries = new ArrayList<>(batch.messages().size());
		for (PendingMessage pending : batch.messages()) {
			group.deliver(pending, this.context.handles().nextNumber(), now, invisible);
			deliveries.add(Delivery.of(pending));
		}
		return deliveries;
	}

	private void pass(PendingMessage message) {
		this.log.finished(message.offset(), this.groups.size());
	}

	/**
	 * Ends a delivery for good.
	 * @return whether there was such a delivery
	 */
	boolean acknowledge(String groupName, long number) {
		ConsumerGroup group = this.groups.get(groupName);
		PendingMessage done = (group != null) ? group.acknowledge(number) : null;
		if (done != null) {
			pass(done);
		}
		return done != null;
	}

	@Override
	public void undeliver(String groupName, ReceiptHandles.Parsed handle, Instant now) {
		ConsumerGroup group = this.groups.get(groupName);
		if (group != null) {
			group.undeliver(handle.number());
		}
	}

	@Override
	public void takeBackExpired(String groupName, Instant now) {
		ConsumerGroup group = this.groups.get(groupName);
		if (group != null) {
			takeBackExpired(group, now);
		}
	}

	void takeBackExpired(Instant now) {
		this.groups.values().forEach((group) -> takeBackExpired(group, now));
	}

	/**
	 * Ends the overdue deliveries of those groups whose polls wait.
	 */
	void takeBackExpiredForWaiting(Instant now) {
		this.waiting.forEach((group) -> takeBackExpired(group, now));
	}

	private void takeBackExpired(ConsumerGroup group, Instant now) {
		int max = this.topic.isDeadLetterTopic() ? Integer.MAX_VALUE : this.context.settings().maxDeliveries();
		for (PendingMessage exhausted : group.takeBackExpired(now, max)) {
			this.deadLetters.accept(group, exhausted);
			pass(exhausted);
		}
	}

	void forget(MessageLog.Entry entry) {
		this.groups.values().forEach((group) -> group.forget(entry));
	}

	void clear() {
		this.groups.values().forEach(ConsumerGroup::clear);
	}

	@Override
	public void startWaiting(WaitingPoll poll) {
		ConsumerGroup group = get(poll.request().consumerGroup());
		group.waiting().add(poll);
		this.waiting.add(group);
	}

	@Override
	public boolean stopWaiting(WaitingPoll poll) {
		ConsumerGroup group = get(poll.request().consumerGroup());
		boolean removed = group.waiting().remove(poll);
		if (group.waiting().isEmpty()) {
			this.waiting.remove(group);
		}
		return removed;
	}

	boolean nobodyWaits() {
		return this.waiting.isEmpty();
	}

	@Override
	public void serveWaiting(Predicate<WaitingPoll> server) {
		this.waiting.removeIf((group) -> {
			group.waiting().serve(server);
			return group.waiting().isEmpty();
		});
	}

	@Override
	public List<WaitingPoll> drainWaiting() {
		List<WaitingPoll> polls = new ArrayList<>();
		this.waiting.forEach((group) -> polls.addAll(group.waiting().drain()));
		this.waiting.clear();
		return polls;
	}

	/**
	 * Tells when deliveries end for which a poll waits.
	 */
	@Override
	public void nextDeliveries(Consumer<@Nullable Instant> due) {
		this.waiting.forEach((group) -> due.accept(group.nextReturn()));
	}

	List<ConsumerGroupView> views() {
		return this.groups.values().stream().map(ConsumerGroup::view).toList();
	}

}
