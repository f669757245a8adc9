/**
 * Speaks the HTTP protocol of ApsaraMQ for RocketMQ on the server side, in front of a
 * {@link io.github.rocketmqhttp.broker.store.MessageStore}.
 */
@NullMarked
package io.github.rocketmqhttp.broker;

import org.jspecify.annotations.NullMarked;
