package io.daxcheck.spark;

import io.daxcheck.fleet.CaptureJudge;
import java.util.Arrays;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** {@code audit --format jsonl} on Spark: captures are read as binary files, and each becomes a line. */
public final class AuditJob {
    /** Files that are named as {@code audit} wants archives to be named. */
    private static final String ARCHIVES = "*.{tar,tar.gz,tgz,tar.xz,txz,tar.bz2,tbz}";

    private static final String LOCAL = "file:";

    private AuditJob() {}

    /** Arguments: the directory to write to, which must not exist, then files and directories of captures. */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("usage: AuditJob OUTPUT CAPTURES...");
        }
        try (SparkSession spark = SparkSession.builder().appName("daxcheck audit").getOrCreate()) {
            lines(spark, Arrays.copyOfRange(arguments, 1, arguments.length))
                    .write()
                    .text(arguments[0]);
        }
    }

    /**
     * A line for each archive under these paths, sorted by their paths.
     *
     * @param paths as Spark names them, with their scheme where they are not local
     */
    public static Dataset<String> lines(SparkSession spark, String... paths) {
        return spark.read()
                .format("binaryFile")
                .option("pathGlobFilter", ARCHIVES)
                .option("recursiveFileLookup", "true")
                .load(paths)
                .select("path", "content")
                .map((MapFunction<Row, Tuple2<String, String>>) AuditJob::judge, Encoders.tuple(
                        Encoders.STRING(), Encoders.STRING()))
                .orderBy("_1")
                .map((MapFunction<Tuple2<String, String>, String>) Tuple2::_2, Encoders.STRING());
    }

    private static Tuple2<String, String> judge(Row file) {
        String path = file.getString(0);
        String source = path.startsWith(LOCAL) ? path.substring(LOCAL.length()) : path;
        return new Tuple2<>(path, CaptureJudge.line(source, file.getAs(1)));
    }
}
