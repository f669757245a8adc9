package io.github.rocketmqhttp.broker.store;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.PublishDocument;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a broker. Safe for concurrent use; every method throws
 * {@link RefusedException} for what the service would refuse.
 */
public final class MessageStore implements AutoCloseable {

	/** Keeps a client that makes up names from filling the memory. */
	private static final int MAX_TOPICS = 10_000;

	private final StoreSettings settings;

	private final MemoryBudget memory;

	private final MemoryBudget halfMemory;

	private final AnswerBudget answers = new AnswerBudget(Runtime.getRuntime().maxMemory());

	private final StoreContext context;

	private final Map<TopicId, TopicQueue> topics = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Creates an empty store.
	 * @param settings limits, times and declared topics
	 * @param clock the time of messages
	 * @param identifiers makes message ids
	 * @param timer ends and wakes waiting polls, in real time; the caller stops it
	 */
	public MessageStore(StoreSettings settings, BrokerClock clock, Identifiers identifiers,
			ScheduledExecutorService timer) {
		this.settings = settings;
		this.memory = new MemoryBudget(settings.memoryLimit());
		this.halfMemory = new MemoryBudget(settings.memoryLimit() / 2);
		this.context = new StoreContext(settings, clock, identifiers, new ReceiptHandles(settings.seed()), this.memory,
				this.halfMemory, new NameBudget(this.memory), this.answers, timer, this::appendDeadLetter);
	}

	/**
	 * Stores a message.
	 * @param topic where to
	 * @param document what was sent
	 * @return id, digest and, for a half message, the handle
	 */
	public PublishReceipt publish(TopicId topic, PublishDocument document) {
		TopicQueue queue = topic(topic);
		IncomingMessage message = IncomingMessage.of(document, this.context.clock().instant());
		queue.policy().requireFits(message);
		if (message.kind() == MessageKind.HALF) {
			reserveHalf(message.size(), queue);
		}
		else {
			reserve(message.size(), queue);
		}
		return queue.publish(message);
	}

	/**
	 * Nobody can free the memory of half messages but their producers, so that they must
	 * not take all of it from others.
	 */
	private void reserveHalf(long bytes, TopicQueue queue) {
		if (!this.halfMemory.tryReserve(bytes)) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS, "The broker's memory for half messages, "
					+ this.halfMemory.limit() + " of its " + this.memory.limit()
					+ " bytes, is full of messages that nobody has committed or rolled"
					+ " back; let their back-checks be answered, or start the broker with a higher memory limit.");
		}
		try {
			reserve(bytes, queue);
		}
		catch (RefusedException ex) {
			this.halfMemory.release(bytes);
			throw ex;
		}
	}

	private void reserve(long bytes, TopicQueue first) {
		if (this.memory.tryReserve(bytes)) {
			return;
		}
		// A little more than needed, so that not every publish has to do this.
		long wanted = bytes + this.memory.limit() / 64 + this.memory.excess();
		long freed = first.reclaim(wanted);
		for (TopicQueue queue : this.topics.values()) {
			if (freed >= wanted) {
				break;
			}
			freed += queue.reclaim(wanted - freed);
		}
		if (!this.memory.tryReserve(bytes)) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
					"The broker's memory of " + this.memory.limit()
							+ " bytes is full of messages that are not consumed; consume them, come back later, "
							+ "or start the broker with a higher memory limit.");
		}
	}

	/**
	 * Answers a poll now or, within its wait time, later.
	 * @param request what is wanted
	 * @param answer gets the deliveries, possibly none; called exactly once unless the
	 * poll is cancelled, on any thread, possibly before this method returns
	 * @return cancels the poll: {@code true} if it was still waiting, and then the answer
	 * will not be called
	 */
	public BooleanSupplier poll(PollRequest request, Consumer<List<ReceivedMessage>> answer) {
		TopicQueue queue = topic(request.topic());
		WaitingPoll poll = queue.poll(request, answer);
		return () -> queue.cancel(poll);
	}

	/**
	 * Undoes deliveries that never reached their client: the messages are available again
	 * at once, and the deliveries do not count.
	 * @param request the poll that was answered with them
	 * @param deliveries what it was answered with
	 */
	public void undeliver(PollRequest request, List<ReceivedMessage> deliveries) {
		topic(request.topic()).undeliver(request, deliveries.stream().map(ReceivedMessage::receiptHandle).toList());
	}

	/**
	 * Acknowledges deliveries.
	 * @param topic where they came from
	 * @param consumerGroup who got them
	 * @param handles their handles
	 * @return the refused handles; the others are acknowledged
	 */
	public List<Failure> acknowledge(TopicId topic, String consumerGroup, List<String> handles) {
		TopicId.requireName("consumer group", consumerGroup, consumerGroup);
		TopicQueue queue = existing(topic);
		Set<String> distinct = distinct(handles);
		return (queue != null) ? queue.acknowledge(consumerGroup, distinct) : unknownHandles(distinct);
	}

	/**
	 * Commits a half message or rolls it back.
	 * @param topic its topic
	 * @param handles the handle from publishing or from a check
	 * @param commit whether to commit it
	 * @return the refused handles
	 */
	public List<Failure> decide(TopicId topic, List<String> handles, boolean commit) {
		if (handles.size() > 1) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
					"The request has " + handles.size() + " receipt handles; a decision is about one message.");
		}
		TopicQueue queue = existing(topic);
		Set<String> distinct = distinct(handles);
		return (queue != null) ? queue.decide(distinct, commit) : unknownHandles(distinct);
	}

	private static Set<String> distinct(List<String> handles) {
		if (handles.isEmpty() || handles.contains("")) {
			throw new RefusedException(ErrorCode.MISSING_RECEIPT_HANDLE,
					"ReceiptHandle is required. The request has none, or an empty one.");
		}
		if (handles.size() > ProtocolLimits.MAX_BATCH_SIZE) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The request has " + handles.size()
					+ " receipt handles; at most " + ProtocolLimits.MAX_BATCH_SIZE + " are allowed.");
		}
		return new LinkedHashSet<>(handles);
	}

	private static List<Failure> unknownHandles(Set<String> handles) {
		return handles.stream().map(ReceiptHandles::unknown).toList();
	}

	private @Nullable TopicQueue existing(TopicId topic) {
		return this.settings.topics().isEmpty() ? this.topics.get(topic) : topic(topic);
	}

	/**
	 * A dead letter is never lost for want of a topic: there is at most one such topic
	 * for each group.
	 */
	private void appendDeadLetter(TopicId topic, StoredMessage message) {
		this.topics.computeIfAbsent(topic, (id) -> {
			this.context.names().reserveInAnyCase(TopicQueue.OVERHEAD);
			return new TopicQueue(id, TopicType.ANY, this.context);
		}).appendDeadLetter(message);
	}

	private TopicQueue topic(TopicId topic) {
		TopicQueue queue = this.topics.get(topic);
		if (queue != null) {
			return queue;
		}
		if (this.closed) {
			throw new RefusedException(ErrorCode.INTERNAL_ERROR, "The broker is closing.");
		}
		TopicType type = typeOf(topic);
		if (this.topics.size() >= MAX_TOPICS) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
					"The broker has " + MAX_TOPICS + " topics already.");
		}
		return this.topics.computeIfAbsent(topic, (id) -> {
			this.context.names().reserve("topics", TopicQueue.OVERHEAD);
			return new TopicQueue(id, type, this.context);
		});
	}

	private TopicType typeOf(TopicId topic) {
		if (this.settings.topics().isEmpty() || topic.isDeadLetterTopic()) {
			return TopicType.ANY;
		}
		TopicType type = this.settings.topics().get(topic.topic());
		if (type == null) {
			throw new RefusedException(ErrorCode.TOPIC_NOT_EXIST, "The topic " + topic.topic()
					+ " does not exist; the broker was started with a fixed list of topics.");
		}
		return type;
	}

	/**
	 * Looks into a topic.
	 * @param topic which one
	 * @return what it holds at this moment
	 */
	public TopicView view(TopicId topic) {
		wake();
		return topic(topic).view();
	}

	/**
	 * Names the topics that somebody has used or looked into.
	 * @return their ids, sorted
	 */
	public List<TopicId> topics() {
		return this.topics.keySet()
			.stream()
			.sorted(Comparator.comparing(TopicId::instanceId).thenComparing(TopicId::topic))
			.toList();
	}

	/**
	 * How much memory messages take.
	 * @return bytes, counted as {@link StoreSettings#memoryLimit()} counts them
	 */
	public MemoryView memory() {
		return new MemoryView(this.memory.limit(), this.memory.used(), this.halfMemory.limit(), this.halfMemory.used());
	}

	/**
	 * Bounds the answers to polls; whoever writes one counts it.
	 * @return the budget
	 */
	public AnswerBudget answers() {
		return this.answers;
	}

	/**
	 * Does at once what the clock has made due, and answers the polls that waited for it.
	 */
	public void wake() {
		this.topics.values().forEach(TopicQueue::wake);
	}

	/**
	 * Forgets all messages and what became of them. Topics and groups stay, and polls go
	 * on waiting.
	 */
	public void clear() {
		this.topics.values().forEach(TopicQueue::clear);
	}

	/**
	 * Answers all waiting polls with nothing; none waits any more.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.topics.values().forEach(TopicQueue::close);
	}

}
