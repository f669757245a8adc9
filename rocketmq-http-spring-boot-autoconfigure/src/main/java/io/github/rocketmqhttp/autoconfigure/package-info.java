/**
 * Wires everything into a Spring Boot application: properties, connection details,
 * auto-configurations and failure analyses.
 */
@NullMarked
package io.github.rocketmqhttp.autoconfigure;

import org.jspecify.annotations.NullMarked;
