package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The body of a publish request as it stands on the wire, unchecked.
 *
 * @param body text of {@code MessageBody}; {@code null} when the element is absent (PHP
 * omits an empty body)
 * @param tag text of {@code MessageTag}, {@code null} when absent
 * @param properties text of {@code Properties}, {@code null} when absent
 */
public record PublishDocument(@Nullable String body, @Nullable String tag, @Nullable String properties) {

	/**
	 * Names the parts without their content.
	 */
	@Override
	public String toString() {
		return "PublishDocument[tag=" + this.tag + ", body="
				+ ((this.body != null) ? this.body.length() + " characters" : "none") + "]";
	}

}
