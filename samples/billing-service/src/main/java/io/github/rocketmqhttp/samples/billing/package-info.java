/**
 * Writes one invoice for every order that the order service announces.
 */
@NullMarked
package io.github.rocketmqhttp.samples.billing;

import org.jspecify.annotations.NullMarked;
