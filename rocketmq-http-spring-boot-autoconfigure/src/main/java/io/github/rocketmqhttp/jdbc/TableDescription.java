package io.github.rocketmqhttp.jdbc;

/**
 * One table of the starter, as its schema scripts and its users know it.
 *
 * @param owner whose table it is, with its article: "the inbox"
 * @param scripts class beside which the schema scripts lie
 * @param defaultName name of the table in the scripts
 * @param name name of the table
 * @param initializeSchema when it is created
 * @param properties prefix of the properties that set it up, without a dot at the end
 * @param alternative a sentence that says how to do without the table
 */
public record TableDescription(String owner, Class<?> scripts, String defaultName, String name,
		SchemaInitialization initializeSchema, String properties, String alternative) {

}
