/**
 * Calls the service: blocking and asynchronous operations over one HttpClient 5
 * configuration.
 */
@NullMarked
package io.github.rocketmqhttp.client;

import org.jspecify.annotations.NullMarked;
