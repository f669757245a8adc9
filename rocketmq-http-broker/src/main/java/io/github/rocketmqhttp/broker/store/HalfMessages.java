package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The undecided messages of a topic, and the polls that wait to be asked about them.
 * Guarded by the topic's lock.
 */
final class HalfMessages implements PollSource {

	/** How long after the first check the service keeps asking. */
	static final Duration CHECK_PERIOD = Duration.ofHours(24);

	private final Map<String, HalfMessage> undecided = new LinkedHashMap<>();

	private final NavigableSet<HalfMessage> byNextCheck = byTime(HalfMessage::nextCheck);

	private final NavigableSet<HalfMessage> byFirstCheck = byTime(HalfMessage::firstCheck);

	private final WaitingPolls waiting = new WaitingPolls();

	private final TopicId topic;

	private final StoreContext context;

	/**
	 * Creates an empty set of half messages.
	 * @param topic whose messages
	 * @param context settings and handles
	 */
	HalfMessages(TopicId topic, StoreContext context) {
		this.topic = topic;
		this.context = context;
	}

	private static NavigableSet<HalfMessage> byTime(Function<HalfMessage, Instant> time) {
		return new TreeSet<>(Comparator.comparing(time).thenComparing((half) -> half.message().id()));
	}

	/**
	 * Adds a message.
	 * @return the handle that decides about it until its first check
	 */
	String add(StoredMessage message, Duration immunityTime) {
		HalfMessage half = new HalfMessage(message, immunityTime, this.context.handles().nextNumber());
		this.undecided.put(message.id(), half);
		this.byNextCheck.add(half);
		this.byFirstCheck.add(half);
		return this.context.handles().write(handleScope(), message.id(), half.handleNumber());
	}

	/**
	 * Where handles decide, whichever group has got them.
	 */
	String handleScope() {
		return this.topic + "/half";
	}

	@Override
	public String handleScope(String consumerGroup) {
		return handleScope();
	}

	@Override
	public void takeBackExpired(String consumerGroup, Instant now) {
		// What has run out is due for its next check.
	}

	/**
	 * Has those asked about whose check is due, the longest waiting first.
	 */
	@Override
	public List<Delivery> deliver(PollRequest request, Instant now) {
		List<Delivery> checks = new ArrayList<>();
		for (HalfMessage half : takeDue(request.batchSize(), now)) {
			half.check(this.context.handles().nextNumber(), now, this.context.settings().checkInterval());
			this.byNextCheck.add(half);
			checks.add(Delivery.of(half));
		}
		return checks;
	}

	private List<HalfMessage> takeDue(int max, Instant now) {
		List<HalfMessage> due = new ArrayList<>(Math.min(max, 16));
		while (due.size() < max && !this.byNextCheck.isEmpty() && !this.byNextCheck.first().nextCheck().isAfter(now)) {
			HalfMessage first = this.byNextCheck.first();
			this.byNextCheck.remove(first);
			due.add(first);
		}
		return due;
	}

	@Override
	public void undeliver(String consumerGroup, ReceiptHandles.Parsed handle, Instant now) {
		HalfMessage half = this.undecided.get(handle.messageId());
		if (half != null && half.isDecidedBy(handle.number(), now)) {
			this.byNextCheck.remove(half);
			half.uncheck(now);
			this.byNextCheck.add(half);
		}
	}

	/**
	 * Ends the doubt about a message.
	 * @return the message, or {@code null} when the handle does not decide about it
	 */
	@Nullable HalfMessage decide(ReceiptHandles.Parsed handle, Instant now) {
		HalfMessage half = this.undecided.get(handle.messageId());
		if (half == null || !half.isDecidedBy(handle.number(), now)) {
			return null;
		}
		remove(half);
		return half;
	}

	/**
	 * Removes a message about which nobody has decided in time.
	 */
	@Nullable HalfMessage removeAbandoned(Instant now) {
		if (this.byFirstCheck.isEmpty()) {
			return null;
		}
		HalfMessage oldest = this.byFirstCheck.first();
		if (oldest.firstCheck().plus(CHECK_PERIOD).isAfter(now)) {
			return null;
		}
		remove(oldest);
		return oldest;
	}

	private void remove(HalfMessage half) {
		this.undecided.remove(half.message().id());
		this.context.halfMemory().release(half.message().size());
		this.byNextCheck.remove(half);
		this.byFirstCheck.remove(half);
	}

	/**
	 * Removes all messages.
	 */
	List<HalfMessage> drain() {
		List<HalfMessage> all = List.copyOf(this.undecided.values());
		all.forEach(this::remove);
		return all;
	}

	@Override
	public void startWaiting(WaitingPoll poll) {
		this.waiting.add(poll);
	}

	@Override
	public boolean stopWaiting(WaitingPoll poll) {
		return this.waiting.remove(poll);
	}

	@Override
	public void serveWaiting(Predicate<WaitingPoll> server) {
		this.waiting.serve(server);
	}

	@Override
	public void nextDeliveries(Consumer<@Nullable Instant> due) {
		if (!this.waiting.isEmpty() && !this.byNextCheck.isEmpty()) {
			due.accept(this.byNextCheck.first().nextCheck());
		}
	}

	@Override
	public List<WaitingPoll> drainWaiting() {
		return this.waiting.drain();
	}

	/**
	 * The messages, oldest first.
	 */
	List<MessageView> views() {
		return views((half) -> true);
	}

	/**
	 * Those whose immunity time has passed.
	 */
	List<MessageView> inDoubtViews(Instant now) {
		return views((half) -> !half.firstCheck().isAfter(now));
	}

	private List<MessageView> views(Predicate<HalfMessage> wanted) {
		return this.undecided.values()
			.stream()
			.filter(wanted)
			.map((half) -> MessageView.of(half.message(), this.topic, half.checks(), null))
			.toList();
	}

}
