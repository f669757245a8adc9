package io.github.rocketmqhttp.broker;

import java.util.Set;

import org.apache.hc.core5.http.EntityDetails;
import org.jspecify.annotations.Nullable;

/**
 * Says that a response has a body; its headers are written elsewhere.
 *
 * @param length of the body, in bytes
 */
record ResponseDetails(long length) implements EntityDetails {

	@Override
	public long getContentLength() {
		return this.length;
	}

	@Override
	public @Nullable String getContentType() {
		return null;
	}

	@Override
	public @Nullable String getContentEncoding() {
		return null;
	}

	@Override
	public boolean isChunked() {
		return false;
	}

	@Override
	public Set<String> getTrailerNames() {
		return Set.of();
	}

}
