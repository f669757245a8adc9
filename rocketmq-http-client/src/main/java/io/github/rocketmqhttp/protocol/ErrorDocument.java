package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An {@code Error} document.
 *
 * @param code text of {@code Code}
 * @param message text of {@code Message}
 * @param requestId text of {@code RequestId}
 * @param hostId text of {@code HostId}
 */
public record ErrorDocument(@Nullable String code, @Nullable String message, @Nullable String requestId,
		@Nullable String hostId) {
}
