package io.github.rocketmqhttp.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Error codes of the service and the HTTP status that goes with each.
 */
public enum ErrorCode {

	/** The access key may not use the resource. */
	ACCESS_DENIED("AccessDenied", 403),

	/** The access key is unknown. */
	INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403),

	/** The signature differs from the one that the service computed. */
	SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),

	/** HTTP access is not allowed for the resource. */
	HTTP_FORBIDDEN("HTTPForbidden", 403),

	/** No {@code Authorization} header. */
	MISSING_AUTHORIZATION_HEADER("MissingAuthorizationHeader", 400),

	/** No {@code Date} header. */
	MISSING_DATE_HEADER("MissingDateHeader", 400),

	/** The {@code Authorization} header is malformed. */
	INVALID_AUTHORIZATION_HEADER("InvalidAuthorizationHeader", 400),

	/** The {@code Date} header is malformed. */
	INVALID_DATE_HEADER("InvalidDateHeader", 400),

	/** The {@code Date} header is more than 15 minutes off. */
	TIME_EXPIRED("TimeExpired", 408),

	/** {@code Content-MD5} does not fit the body. */
	INVALID_DIGEST("InvalidDigest", 400),

	/** The path is not {@code /topics/…/messages}. */
	INVALID_REQUEST_URL("InvalidRequestURL", 400),

	/** A query parameter is malformed. */
	INVALID_QUERY_STRING("InvalidQueryString", 400),

	/** A value is outside its range or contradicts the topic. */
	INVALID_ARGUMENT("InvalidArgument", 400),

	/** The body is not well-formed XML 1.0. */
	MALFORMED_XML("MalformedXML", 400),

	/** An acknowledgement without handles. */
	MISSING_RECEIPT_HANDLE("MissingReceiptHandle", 400),

	/** A handle that the service never gave out. */
	RECEIPT_HANDLE_ERROR("ReceiptHandleError", 400),

	/** Nothing to consume; for a handle: expired or already used. */
	MESSAGE_NOT_EXIST("MessageNotExist", 404),

	/** The topic is unknown. */
	TOPIC_NOT_EXIST("TopicNotExist", 404),

	/** The consumer group is unknown. */
	SUBSCRIPTION_NOT_EXIST("SubscriptionNotExist", 404),

	/** Too many requests per second for this account. */
	QPS_LIMIT_EXCEEDED("QpsLimitExceeded", 400),

	/** Flow control: come back later. */
	TOO_MANY_REQUESTS("TooManyRequests", 429),

	/** The service failed. */
	INTERNAL_ERROR("InternalError", 500),

	/** The service failed. */
	INTERNAL_SERVER_ERROR("InternalServerError", 500);

	private static final Map<String, ErrorCode> BY_WIRE_NAME = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(ErrorCode::wireName, Function.identity()));

	private final String wireName;

	private final int httpStatus;

	ErrorCode(String wireName, int httpStatus) {
		this.wireName = wireName;
		this.httpStatus = httpStatus;
	}

	/**
	 * The code as it stands in the document.
	 * @return the text of the {@code Code} element
	 */
	public String wireName() {
		return this.wireName;
	}

	/**
	 * The status that goes with the code.
	 * @return an HTTP status from 400 to 500
	 */
	public int httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Finds the constant for a code from the wire.
	 * @param wireName the text of the {@code Code} element, or {@code null}
	 * @return the constant; empty for a code that this list does not know
	 */
	public static Optional<ErrorCode> ofWireName(@Nullable String wireName) {
		return (wireName != null) ? Optional.ofNullable(BY_WIRE_NAME.get(wireName)) : Optional.empty();
	}

}
