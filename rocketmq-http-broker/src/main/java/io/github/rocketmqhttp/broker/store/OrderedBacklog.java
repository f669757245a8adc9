package io.github.rocketmqhttp.broker.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * In order within each sharding key: what one poll got of a key must be finished before
 * the next poll gets more of it. All messages without a sharding key count as one key.
 */
final class OrderedBacklog implements Backlog {

	private final Map<String, Lane> lanes = new HashMap<>();

	/** Lanes that have messages and wait for nothing, by their oldest message. */
	private final NavigableMap<Long, Lane> open = new TreeMap<>();

	private int size;

	@Override
	public void take(TagFilter filter, Batch batch, Supplier<@Nullable PendingMessage> log,
			Consumer<PendingMessage> passed) {
		Set<Lane> served = new HashSet<>();
		Map.Entry<Long, Lane> oldest = this.open.firstEntry();
		while (oldest != null && !batch.isFull()) {
			takeFromLane(oldest.getValue(), filter, batch, served);
			oldest = this.open.higherEntry(oldest.getKey());
		}
		while (!batch.isFull()) {
			PendingMessage next = log.get();
			if (next == null) {
				break;
			}
			if (!filter.accepts(next.message().tag())) {
				passed.accept(next);
				continue;
			}
			Lane lane = lane(next);
			if (lane.unfinished == 0 || served.contains(lane)) {
				block(lane, next, batch, served);
			}
			else {
				add(lane, next);
			}
		}
	}

	private void takeFromLane(Lane lane, TagFilter filter, Batch batch, Set<Lane> served) {
		close(lane);
		while (!batch.isFull()) {
			PendingMessage next = lane.waiting.poll(filter);
			if (next == null) {
				break;
			}
			this.size--;
			block(lane, next, batch, served);
		}
		openIfFree(lane);
	}

	private void block(Lane lane, PendingMessage message, Batch batch, Set<Lane> served) {
		close(lane);
		lane.unfinished++;
		message.blocking(true);
		batch.add(message);
		served.add(lane);
	}

	@Override
	public void giveBack(PendingMessage message) {
		Lane lane = lane(message);
		close(lane);
		lane.waiting.add(message);
		this.size++;
		unblock(lane, message);
	}

	@Override
	public void finish(PendingMessage message) {
		unblock(lane(message), message);
	}

	private void unblock(Lane lane, PendingMessage message) {
		if (message.blocking()) {
			message.blocking(false);
			lane.unfinished--;
		}
		openIfFree(lane);
	}

	@Override
	public void remove(StoredMessage message, long offset) {
		Lane lane = this.lanes.get(message.shardingKey());
		if (lane != null) {
			close(lane);
			int before = lane.waiting.size();
			lane.waiting.remove(offset);
			this.size -= before - lane.waiting.size();
			openIfFree(lane);
		}
	}

	@Override
	public List<PendingMessage> drain() {
		List<PendingMessage> drained = new ArrayList<>(this.size);
		this.lanes.values().forEach((lane) -> drained.addAll(lane.waiting.drain()));
		this.lanes.clear();
		this.open.clear();
		this.size = 0;
		return drained;
	}

	@Override
	public int size() {
		return this.size;
	}

	private Lane lane(PendingMessage message) {
		return this.lanes.computeIfAbsent(message.message().shardingKey(), Lane::new);
	}

	private void add(Lane lane, PendingMessage message) {
		close(lane);
		lane.waiting.add(message);
		this.size++;
		openIfFree(lane);
	}

	// A lane stands under its oldest message, so it leaves before its messages change.
	private void close(Lane lane) {
		if (!lane.waiting.isEmpty()) {
			this.open.remove(lane.waiting.firstOffset());
		}
	}

	private void openIfFree(Lane lane) {
		if (lane.unfinished > 0) {
			return;
		}
		if (lane.waiting.isEmpty()) {
			this.lanes.remove(lane.key);
		}
		else {
			this.open.put(lane.waiting.firstOffset(), lane);
		}
	}

	/**
	 * The messages of one sharding key.
	 */
	private static final class Lane {

		private final String key;

		private final ReadyMessages waiting = new ReadyMessages();

		private int unfinished;

		private Lane(String key) {
			this.key = key;
		}

	}

}
