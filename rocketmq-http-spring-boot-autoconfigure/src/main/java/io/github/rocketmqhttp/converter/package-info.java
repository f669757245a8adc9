/**
 * Turns payloads into message bodies and back.
 */
@NullMarked
package io.github.rocketmqhttp.converter;

import org.jspecify.annotations.NullMarked;
