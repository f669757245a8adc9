package io.github.rocketmqhttp.broker;

/**
 * What every error document tells beside the error.
 *
 * @param requestId id of the request
 * @param hostId the broker's address as a URL
 */
record RequestContext(String requestId, String hostId) {
}
