/**
 * Says what is observed about messages, and how it is named: Micrometer contexts,
 * conventions and keys.
 */
@NullMarked
package io.github.rocketmqhttp.observation;

import org.jspecify.annotations.NullMarked;
