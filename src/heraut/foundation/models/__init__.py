from heraut.foundation.models.audit import AuditEntry, AuditSeal
from heraut.foundation.models.backup import Backup
from heraut.foundation.models.row import Row

__all__ = ["AuditEntry", "AuditSeal", "Backup", "Row"]
