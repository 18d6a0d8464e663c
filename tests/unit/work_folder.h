/// A folder of its own for each test, by way of its set-up and tear-down.
#ifndef LISTEN_TESTS_WORK_FOLDER_H
#define LISTEN_TESTS_WORK_FOLDER_H

/// The folder: below /tmp, absolute.
extern char root[];

/// Make a new one, mode 0755; 0, or -1 with errno.
int make_work_folder(void);
/// Remove it, with all that is in it; 0, or another number.
int remove_work_folder(void);

/// Remove any folder, with all that is in it.
int remove_tree(const char *path);

/// `root`/`relative`; one of four static buffers.
const char *at(const char *relative);

#endif
