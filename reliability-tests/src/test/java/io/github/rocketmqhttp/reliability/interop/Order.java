package io.github.rocketmqhttp.reliability.interop;

import java.util.Map;

/**
 * A payload that crosses the wire as JSON.
 */
record Order(String id, int amount) {

	/**
	 * What programs without our converter see of it.
	 */
	Content content() {
		return new Content("{\"id\":\"" + this.id + "\",\"amount\":" + this.amount + "}", "created", this.id, null,
				Map.of("amount", Integer.toString(this.amount)));
	}

}
