/**
 * Keeps topics, consumer groups, half messages and their deadlines in memory; knows no
 * HTTP.
 */
@NullMarked
package io.github.rocketmqhttp.broker.store;

import org.jspecify.annotations.NullMarked;
