package io.github.rocketmqhttp.reliability.chaos;

/**
 * One message that a transaction may send.
 *
 * @param order id of the order, the message's body
 * @param tag which of the transaction's messages
 */
record MessageName(int order, String tag) implements Comparable<MessageName> {

	@Override
	public int compareTo(MessageName other) {
		int byOrder = Integer.compare(this.order, other.order);
		return (byOrder != 0) ? byOrder : this.tag.compareTo(other.tag);
	}

	@Override
	public String toString() {
		return this.order + "/" + this.tag;
	}

}
