/**
 * The exceptions that every part of RocketMQ HTTP throws.
 */
@NullMarked
package io.github.rocketmqhttp;

import org.jspecify.annotations.NullMarked;
