/**
 * Compares what the vendor's SDKs and our client get from the broker.
 */
@NullMarked
package io.github.rocketmqhttp.broker.conformance;

import org.jspecify.annotations.NullMarked;
