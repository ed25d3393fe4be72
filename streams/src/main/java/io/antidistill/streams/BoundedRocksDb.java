package io.antidistill.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One memory budget for all of the detector's stores, however many clients there are. Kafka Streams makes one object per
 * store; the budget is shared by the process and never given back.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long BYTES = 64L << 20;
    private static final long WRITE_BYTES = 16L << 20;
    private static final Cache CACHE = new LRUCache(BYTES);
    private static final WriteBufferManager WRITES = new WriteBufferManager(WRITE_BYTES, CACHE);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setWriteBufferManager(WRITES);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String store, Options options) {
        // Nothing was made for this store alone.
    }
}
