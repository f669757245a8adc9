package io.github.rocketmqhttp.broker.conformance;

import java.util.List;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The broker's error, as a library reported it.
 */
final class Refusal extends RuntimeException {

	/** The host id of libraries that do not show it. */
	static final String HOST_NOT_SHOWN = "not shown";

	private static final long serialVersionUID = 1L;

	private final @Nullable String code;

	private final @Nullable String requestId;

	private final @Nullable String hostId;

	private final transient List<Failure> failures;

	private Refusal(Throwable cause, @Nullable String code, @Nullable String requestId, @Nullable String hostId,
			List<Failure> failures) {
		super(cause);
		this.code = code;
		this.requestId = requestId;
		this.hostId = hostId;
		this.failures = failures;
	}

	static Refusal ofRequest(Throwable cause, @Nullable String code, @Nullable String requestId,
			@Nullable String hostId) {
		return new Refusal(cause, code, requestId, hostId, List.of());
	}

	static Refusal ofHandles(Throwable cause, @Nullable String requestId, List<Failure> failures) {
		return new Refusal(cause, null, requestId, null, failures);
	}

	/**
	 * The code of the whole request; {@code null} when single handles were refused.
	 */
	@Nullable String code() {
		return this.code;
	}

	@Nullable String requestId() {
		return this.requestId;
	}

	@Nullable String hostId() {
		return this.hostId;
	}

	/**
	 * The refused handles; empty when the whole request was refused.
	 */
	List<Failure> failures() {
		return this.failures;
	}

}
