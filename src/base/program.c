#include "base/program.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <sys/stat.h>

/// The description of the note GNU/NT_GNU_BUILD_ID in a segment of notes.
static struct view find_build_id(struct view notes) {
  ElfW(Nhdr) head;
  while (notes.len >= sizeof head) {
    memcpy(&head, notes.ptr, sizeof head);
    size_t name = ((size_t)head.n_namesz + 3) & ~(size_t)3;
    size_t description = ((size_t)head.n_descsz + 3) & ~(size_t)3;
    struct view rest = view_sub(notes, sizeof head, notes.len);
    if (head.n_type == NT_GNU_BUILD_ID && view_starts(rest, (struct view){"GNU", 4}))
      return view_sub(rest, name, head.n_descsz);
    notes = view_sub(rest, name + description, rest.len);
  }
  return (struct view){0};
}

/// Is this function, of the module with the language in it, among what was loaded there?
static bool is_own(const struct dl_phdr_info *info) {
  uintptr_t here = (uintptr_t)program_identity;
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD && here >= start && here - start < segment->p_memsz)
      return true;
  }
  return false;
}

static int add_build_id(struct dl_phdr_info *info, size_t size, void *context) {
  struct buf *out = context;
  (void)size;
  if (!is_own(info))
    return 0; // the program that loaded it, and other libraries, do not matter here
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type != PT_NOTE)
      continue;
    const char *start = (const char *)(uintptr_t)(info->dlpi_addr + segment->p_vaddr);
    struct view id = find_build_id((struct view){start, segment->p_memsz});
    for (size_t k = 0; k < id.len; k++)
      buf_printf(out, "%02x", (unsigned char)id.ptr[k]);
    if (id.len > 0)
      break;
  }
  return 1;
}

bool program_identity(struct buf *out) {
  size_t before = out->len;
  dl_iterate_phdr(add_build_id, out);
  struct stat stat_buf;
  if (out->len == before && stat("/proc/self/exe", &stat_buf) == 0)
    buf_printf(out, "%lld %lld.%09ld", (long long)stat_buf.st_size,
               (long long)stat_buf.st_mtim.tv_sec, stat_buf.st_mtim.tv_nsec);
  return out->len > before && !out->failed;
}
